package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist B.6. */
class PatternSubscriptionTest extends WireTest {
    private static void publish(RawWampClient publisher, String topic) {
        publisher.asks("[16, 1, {'acknowledge': true}, '%s']".formatted(topic), "[17, 1, '*']");
    }

    @ParameterizedTest
    @CsvSource({
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency",
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency.11",
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emergency-low",
        "prefix, '', any.thing",
        "wildcard, com.myapp..userevent, com.myapp.foo.userevent",
        "wildcard, '', single",
        "wildcard, ., two.components",
        "wildcard, a., a.b",
        "wildcard, ..x, p.q.x",
        "wildcard, only.itself, only.itself"
    })
    void an_event_of_a_pattern_names_its_topic(String match, String pattern, String topic) {
        RawWampClient subscriber = join("mute");
        long id = subscribe(subscriber, pattern, "{'match': '%s'}".formatted(match));
        publish(join("mute"), topic);
        subscriber.receives("[36, %d, '*', {'topic': '%s'}]".formatted(id, topic));
    }

    @ParameterizedTest
    @CsvSource({
        "prefix, com.myapp.topic.emergency, com.myapp.topic.emerge",
        "wildcard, com.myapp..userevent, com.myapp.foo.userevent.bar",
        "wildcard, com.myapp..userevent, com.myapp.foo.user",
        "wildcard, com.myapp..userevent, com.myapp2.foo.userevent",
        "wildcard, a., a",
        "wildcard, '', two.components",
        "wildcard, only.itself, only.itself.not"
    })
    void what_does_not_match_does_not_arrive(String match, String pattern, String topic) {
        RawWampClient subscriber = join();
        subscribe(subscriber, pattern, "{'match': '%s'}".formatted(match));
        publish(join(), topic);
        subscriber.asks("[34, 2, 987654321]", "[8, 34, 2, {}, 'wamp.error.no_such_subscription', ['*']]");
    }

    @Test
    void every_subscription_that_matches_gets_its_event() {
        RawWampClient subscriber = join();
        long exact = subscribe(subscriber, "pattern.one.two", "{}");
        long prefix = subscribe(subscriber, "pattern.one", "{'match': 'prefix'}");
        long wildcard = subscribe(subscriber, "pattern..two", "{'match': 'wildcard'}");
        publish(join(), "pattern.one.two");
        Set<Long> subscriptions = new HashSet<>();
        Set<Long> publications = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            JsonNode event = subscriber.receives("[36, '*', '*', '*']");
            subscriptions.add(event.get(1).longValue());
            publications.add(event.get(2).longValue());
            assertThat(event.get(3).has("topic")).isEqualTo(event.get(1).longValue() != exact);
        }
        assertThat(subscriptions).containsExactlyInAnyOrder(exact, prefix, wildcard);
        assertThat(publications).hasSize(1);
    }

    @Test
    void leaving_an_exact_topic_carves_nothing_out_of_a_prefix() {
        RawWampClient subscriber = join();
        long exact = subscribe(subscriber, "carve.a.b", "{}");
        long prefix = subscribe(subscriber, "carve.a", "{'match': 'prefix'}");
        subscriber.asks("[34, 3, %d]".formatted(exact), "[35, 3]");
        publish(join(), "carve.a.b");
        subscriber.receives("[36, %d, '*', {'topic': 'carve.a.b'}]".formatted(prefix));
    }
}
