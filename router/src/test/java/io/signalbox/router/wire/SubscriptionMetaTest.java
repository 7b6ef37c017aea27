package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist D20 to D27 and B57, B58: what a realm tells of its subscriptions, and taking them away. */
class SubscriptionMetaTest extends MetaWireTest {

    private static Member hearsAll(Member watcher) {
        watcher.client().asks("[32, 1, {'match': 'prefix'}, 'wamp.subscription.']", "[33, 1, '*']");
        return watcher;
    }

    private static void isTold(Member watcher, String event, String arguments) {
        watcher.client().receives("[36, '*', '*', {'topic': 'wamp.subscription.%s'}, %s]".formatted(event, arguments));
    }

    @ParameterizedTest
    @CsvSource({"exact, a.b.c", "prefix, a.b.", "wildcard, a..c"})
    void the_first_creates_and_the_last_deletes(String match, String topic) {
        Member watcher = hearsAll(member());
        Member first = member();
        Member second = member();
        String options = "{'match': '%s'}".formatted(match);
        long id = subscribe(first.client(), topic, options);
        JsonNode created = watcher.client()
                .receives(
                        "[36, '*', '*', {'topic': 'wamp.subscription.on_create'}, [%d, {'id': %d, 'created': '*', 'uri': '%s', 'match': '%s'}]]"
                                .formatted(first.id(), id, topic, match));
        assertThat(Instant.parse(created.at("/4/1/created").textValue())).isBeforeOrEqualTo(Instant.now());
        isTold(watcher, "on_subscribe", "[%d, %d]".formatted(first.id(), id));
        assertThat(subscribe(first.client(), topic, options)).as("again").isEqualTo(id);
        subscribe(second.client(), topic, options);
        isTold(watcher, "on_subscribe", "[%d, %d]".formatted(second.id(), id));
        first.client().asks("[34, 2, %d]".formatted(id), "[35, 2]");
        isTold(watcher, "on_unsubscribe", "[%d, %d]".formatted(first.id(), id));
        leaves(second);
        isTold(watcher, "on_unsubscribe", "[%d, %d]".formatted(second.id(), id));
        isTold(watcher, "on_delete", "[%d, %d]".formatted(second.id(), id));
        watcher.client().hasNothingMore();
    }

    @Test
    void a_session_that_vanishes_unsubscribes() {
        Member watcher = hearsAll(member());
        Member vanishing = member();
        long id = subscribe(vanishing.client(), "a.b", "{}");
        isTold(watcher, "on_create", "'*'");
        isTold(watcher, "on_subscribe", "'*'");
        vanishing.client().vanish();
        isTold(watcher, "on_unsubscribe", "[%d, %d]".formatted(vanishing.id(), id));
        isTold(watcher, "on_delete", "[%d, %d]".formatted(vanishing.id(), id));
    }

    @Test
    void who_causes_an_event_hears_it_after_the_answer() {
        Member watcher = hearsAll(member());
        watcher.client().asks("[32, 2, {}, 'a.b']", "[33, 2, '*']");
        isTold(watcher, "on_create", "'*'");
        isTold(watcher, "on_subscribe", "'*'");
    }

    @Test
    void nothing_is_told_of_subscriptions_to_the_meta_api() {
        Member watcher = hearsAll(member());
        Member other = member();
        long id = subscribe(other.client(), "wamp.session.on_join", "{}");
        leaves(other);
        watcher.gets("wamp.subscription.list", "[]", "[{'exact': [], 'prefix': [], 'wildcard': []}]");
        watcher.gets("wamp.subscription.lookup", "['wamp.subscription.', {'match': 'prefix'}]", "[null]");
        watcher.gets("wamp.subscription.match", "['wamp.subscription.on_create']", "[null]");
        watcher.fails("wamp.subscription.get", "[%d]".formatted(id), "wamp.error.no_such_subscription");
        watcher.client().hasNothingMore();
    }

    @Test
    void subscriptions_are_listed_by_policy() {
        Member member = member();
        member.gets("wamp.subscription.list", "[]", "[{'exact': [], 'prefix': [], 'wildcard': []}]");
        long exact = subscribe(member.client(), "a.b", "{}");
        long prefix = subscribe(member.client(), "a.b", "{'match': 'prefix'}");
        long wildcard = subscribe(member.client(), "a..b", "{'match': 'wildcard'}");
        member.gets(
                "wamp.subscription.list",
                "[]",
                "[{'exact': [%d], 'prefix': [%d], 'wildcard': [%d]}]".formatted(exact, prefix, wildcard));
    }

    @Test
    void lookup_finds_one_policy_or_null() {
        Member member = member();
        long exact = subscribe(member.client(), "a.b", "{}");
        long prefix = subscribe(member.client(), "a.b", "{'match': 'prefix'}");
        member.gets("wamp.subscription.lookup", "['a.b']", "[%d]".formatted(exact));
        member.gets("wamp.subscription.lookup", "['a.b', {'match': 'prefix'}]", "[%d]".formatted(prefix));
        member.gets("wamp.subscription.lookup", "['a.b', {'match': 'wildcard'}]", "[null]");
        member.gets("wamp.subscription.lookup", "['a.b.c']", "[null]");
    }

    @Test
    void match_finds_all_policies_or_null() {
        Member member = member();
        long exact = subscribe(member.client(), "a.b", "{}");
        member.gets("wamp.subscription.match", "['a.b']", "[[%d]]".formatted(exact));
        long prefix = subscribe(member.client(), "a", "{'match': 'prefix'}");
        long wildcard = subscribe(member.client(), ".b", "{'match': 'wildcard'}");
        JsonNode ids = member.client()
                .asks("[48, 5, {}, 'wamp.subscription.match', ['a.b']]", "[50, 5, {}, ['*']]")
                .at("/3/0");
        assertThat(ids).extracting(JsonNode::longValue).containsExactlyInAnyOrder(exact, prefix, wildcard);
        member.gets("wamp.subscription.match", "['x']", "[null]");
    }

    @Test
    void a_subscription_is_described_with_its_subscribers() {
        Member member = member();
        Member other = member();
        long id = subscribe(member.client(), "a.b", "{}");
        subscribe(other.client(), "a.b", "{}");
        String argument = "[%d]".formatted(id);
        member.gets(
                "wamp.subscription.get",
                argument,
                "[{'id': %d, 'created': '*', 'uri': 'a.b', 'match': 'exact'}]".formatted(id));
        member.gets("wamp.subscription.count_subscribers", argument, "[2]");
        member.gets("wamp.subscription.list_subscribers", argument, "[[%d, %d]]".formatted(member.id(), other.id()));
    }

    @ParameterizedTest
    @CsvSource({"get", "list_subscribers", "count_subscribers", "remove_subscriber"})
    void an_unknown_subscription_is_an_error(String procedure) {
        member().fails("wamp.subscription." + procedure, "[12345, 1]", "wamp.error.no_such_subscription");
        member().fails("wamp.subscription." + procedure, "[0, 1]", "wamp.error.no_such_subscription");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lookup; []",
                "lookup; [1]",
                "lookup; ['a', {'match': 'fuzzy'}]",
                "lookup; ['a', 'prefix']",
                "match; [null]",
                "get; ['1']",
                "list_subscribers; []",
                "count_subscribers; [1.5]",
                "remove_subscriber; [null]"
            })
    void an_argument_that_is_missing_or_mistyped_is_invalid(String procedure, String arguments) {
        member().fails("wamp.subscription." + procedure, arguments, "wamp.error.invalid_argument");
    }

    @Test
    void a_subscriber_that_understands_it_is_told_of_its_revocation() {
        Member admin = hearsAll(member());
        RawWampClient client = connect();
        long session = client.asks(
                        "[1, 'administered', {'roles': {'subscriber': {'features': {'subscription_revocation': true}}}}]",
                        "[2, '*', '*']")
                .get(1)
                .longValue();
        long id = subscribe(client, "a.b", "{}");
        isTold(admin, "on_create", "'*'");
        isTold(admin, "on_subscribe", "'*'");
        admin.calls(
                "wamp.subscription.remove_subscriber",
                "[%d, %d], {'reason': 'com.example.enough'}".formatted(id, session),
                "[50, 900, {}]");
        client.receives("[35, 0, {'subscription': %d, 'reason': 'com.example.enough'}]".formatted(id));
        isTold(admin, "on_unsubscribe", "[%d, %d]".formatted(session, id));
        isTold(admin, "on_delete", "[%d, %d]".formatted(session, id));
        client.asks("[34, 2, %d]".formatted(id), "[8, 34, 2, {}, 'wamp.error.no_such_subscription', ['*']]");
        subscribe(client, "a.c", "{}");
        client.asks("[16, 3, {'exclude_me': false}, 'a.c']", "[36, '*', '*', {}]");
    }

    @Test
    void the_reason_of_a_revocation_may_be_absent() {
        RawWampClient client = connect();
        long session = client.asks(
                        "[1, 'administered', {'roles': {'subscriber': {'features': {'subscription_revocation': true}}}}]",
                        "[2, '*', '*']")
                .get(1)
                .longValue();
        long id = subscribe(client, "a.b", "{}");
        member().calls("wamp.subscription.remove_subscriber", "[%d, %d]".formatted(id, session), "[50, 900, {}]");
        client.receives("[35, 0, {'subscription': %d}]".formatted(id));
    }

    @Test
    void a_subscriber_that_does_not_understand_it_loses_its_subscription_silently() {
        Member admin = member();
        RawWampClient client = connect();
        long session = client.asks("[1, 'administered', {'roles': {'subscriber': {}}}]", "[2, '*', '*']")
                .get(1)
                .longValue();
        long id = subscribe(client, "a.b", "{}");
        admin.calls("wamp.subscription.remove_subscriber", "[%d, %d]".formatted(id, session), "[50, 900, {}]");
        admin.client().asks("[16, 7, {'acknowledge': true}, 'a.b']", "[17, 7, '*']");
        client.hasNothingMore();
    }

    @Test
    void only_a_subscriber_can_be_removed() {
        Member admin = member();
        Member other = member();
        String procedure = "wamp.subscription.remove_subscriber";
        long id = subscribe(admin.client(), "a.b", "{}");
        admin.fails(procedure, "[%d, %d]".formatted(id, other.id()), "wamp.error.no_such_subscription");
        admin.fails(procedure, "[%d, 1]".formatted(id), "wamp.error.no_such_session");
        admin.fails(procedure, "[%d]".formatted(id), "wamp.error.invalid_argument");
    }
}
