package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist B.1 to B.3. */
class PublishTest extends WireTest {
    @Test
    void members_of_one_subscription_share_its_id() {
        assertThat(subscribe(join(), "pub.shared", "{}")).isEqualTo(subscribe(join(), "pub.shared", "{}"));
    }

    @Test
    void subscribing_twice_is_one_subscription() {
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, "pub.twice", "{}");
        subscriber.asks("[32, 2, {'match': 'exact'}, 'pub.twice']", "[33, 2, %d]".formatted(id));
        RawWampClient publisher = join();
        publisher.asks("[16, 1, {'acknowledge': true}, 'pub.twice']", "[17, 1, '*']");
        subscriber.receives("[36, %d, '*', {}]".formatted(id));
        subscriber.hasNothingMore();
        subscriber.asks("[34, 3, %d]".formatted(id), "[35, 3]");
        publisher.asks("[16, 2, {'acknowledge': true}, 'pub.twice']", "[17, 2, '*']");
        subscriber.hasNothingMore();
    }

    @Test
    void each_policy_has_a_subscription_of_its_own() {
        RawWampClient client = join();
        long exact = subscribe(client, "pub.policies", "{}");
        long prefix = subscribe(client, "pub.policies", "{'match': 'prefix'}");
        long wildcard = subscribe(client, "pub.policies", "{'match': 'wildcard'}");
        assertThat(new long[] {exact, prefix, wildcard}).doesNotHaveDuplicates();
    }

    @Test
    void only_a_member_can_unsubscribe() {
        long id = subscribe(join(), "pub.members", "{}");
        RawWampClient stranger = join();
        stranger.asks("[34, 1, %d]".formatted(id), "[8, 34, 1, {}, 'wamp.error.no_such_subscription', ['*']]");
        stranger.asks("[34, 2, 987654321]", "[8, 34, 2, {}, 'wamp.error.no_such_subscription', ['*']]");
    }

    @Test
    void the_payload_arrives_untouched() {
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, "pub.payload", "{}");
        String payload = "[1, -1, 1.5, 'ünï', null, true, [[], {}], 4294967296], {'k': {'n': [2]}}";
        join().asks("[16, 1, {'acknowledge': true}, 'pub.payload', %s]".formatted(payload), "[17, 1, '*']");
        subscriber.receives("[36, %d, '*', {}, %s]".formatted(id, payload));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''|''", "', []'|', []'", "', [], {\"a\": 1}'|', [], {\"a\": 1}'", "', [7], {}'|', [7]'"})
    void absent_parts_stay_absent(String sent, String received) {
        RawWampClient subscriber = join();
        long id = subscribe(subscriber, "pub.absent", "{}");
        join().asks("[16, 1, {'acknowledge': true}, 'pub.absent'%s]".formatted(sent), "[17, 1, '*']");
        subscriber.receives("[36, %d, '*', {}%s]".formatted(id, received));
    }

    @Test
    void publish_is_answered_on_demand_only() {
        RawWampClient publisher = join();
        publisher.send("[16, 1, {}, 'pub.silent']");
        publisher.send("[16, 2, {'acknowledge': false}, 'pub.silent']");
        publisher.hasNothingMore();
        publisher.asks("[16, 3, {'acknowledge': true}, 'pub.silent']", "[17, 3, '*']");
    }

    @Test
    void published_names_the_publication_of_the_event() {
        RawWampClient subscriber = join();
        subscribe(subscriber, "pub.id", "{}");
        long publication = join().asks("[16, 1, {'acknowledge': true}, 'pub.id']", "[17, 1, '*']")
                .get(2)
                .longValue();
        assertThat(subscriber.receives("[36, '*', '*', {}]").get(2).longValue()).isEqualTo(publication);
    }

    @Test
    void events_arrive_in_order_over_several_topics() {
        RawWampClient subscriber = join();
        subscribe(subscriber, "pub.order.a", "{}");
        subscribe(subscriber, "pub.order.b", "{}");
        RawWampClient publisher = join();
        for (int i = 0; i < 200; i++) {
            publisher.send("[16, %d, {}, 'pub.order.%s', [%d]]".formatted(i + 1, i % 2 == 0 ? "a" : "b", i));
        }
        for (int i = 0; i < 200; i++) {
            subscriber.receives("[36, '*', '*', {}, [%d]]".formatted(i));
        }
    }

    @Test
    void the_publisher_hears_itself_only_on_demand() {
        RawWampClient both = join();
        long id = subscribe(both, "pub.me", "{}");
        both.send("[16, 2, {}, 'pub.me', [1]]");
        both.send("[16, 3, {'exclude_me': true}, 'pub.me', [2]]");
        both.send("[16, 4, {'exclude_me': null}, 'pub.me', [3]]");
        both.send("[16, 5, {'exclude_me': false}, 'pub.me', [4]]");
        both.receives("[36, %d, '*', {}, [4]]".formatted(id));
        both.hasNothingMore();
    }

    @Test
    void a_role_without_permission_is_refused() {
        RawWampClient client = join("guarded");
        String denied = "{}, 'wamp.error.not_authorized', ['*']]";
        client.asks("[32, 1, {}, 'secret.topic']", "[8, 32, 1, " + denied);
        client.asks("[64, 2, {}, 'secret.procedure']", "[8, 64, 2, " + denied);
        client.asks("[48, 3, {}, 'secret.procedure']", "[8, 48, 3, " + denied);
        client.asks("[16, 4, {'acknowledge': true}, 'secret.topic']", "[8, 16, 4, " + denied);
        client.send("[16, 5, {}, 'secret.topic']");
        client.asks("[48, 6, {}, 'open.procedure']", "[8, 48, 6, {}, 'wamp.error.no_such_procedure', ['*']]");
    }
}
