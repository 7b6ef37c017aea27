package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist D7 to D17: what a realm tells of its sessions, and ending them. */
class SessionMetaTest extends MetaWireTest {
    private static final String DETAILS =
            """
            {'session': %d, 'authid': '*', 'authrole': 'anonymous', 'authmethod': 'anonymous', 'authprovider': '*',
             'transport': {'id': 'transport1', 'peer': '*', 'protocol': 'websocket', 'serializer': '%s', 'secure': false}}""";

    private String details(Member member) {
        return DETAILS.formatted(member.id(), wire.name().toLowerCase());
    }

    private static String authid(Member member) {
        return member.client()
                .asks("[48, 901, {}, 'wamp.session.get', [%d]]".formatted(member.id()), "[50, 901, {}, ['*']]")
                .at("/3/0/authid")
                .textValue();
    }

    @Test
    void an_id_may_come_as_a_float_from_formats_that_tell_both_apart() {
        Member member = member();
        String call = "[48, 1, {}, 'wamp.session.get', [%d.0]]".formatted(member.id());
        member.client()
                .asks(
                        call,
                        wire == Wire.JSON
                                ? "[8, 48, 1, {}, 'wamp.error.invalid_argument', ['*']]"
                                : "[50, 1, {}, ['*']]");
        member.client()
                .asks("[48, 2, {}, 'wamp.session.get', [1.5]]", "[8, 48, 2, {}, 'wamp.error.invalid_argument', ['*']]");
    }

    @Test
    void who_joins_is_announced_to_the_others() {
        Member watcher = member().hears("wamp.session.on_join");
        Member newcomer = member();
        watcher.isTold("[" + details(newcomer) + "]");
        newcomer.client().hasNothingMore();
    }

    @Test
    void who_leaves_is_announced_with_three_arguments() {
        Member watcher = member().hears("wamp.session.on_leave");
        Member leaver = member();
        leaves(leaver);
        watcher.isTold("[%d, '*', 'anonymous']".formatted(leaver.id()));
        watcher.client().hasNothingMore();
    }

    @Test
    void who_vanishes_leaves_as_well() {
        Member watcher = member().hears("wamp.session.on_leave");
        Member vanishing = member();
        vanishing.client().vanish();
        watcher.isTold("[%d, '*', 'anonymous']".formatted(vanishing.id()));
    }

    @Test
    void a_pattern_subscriber_is_told_the_topic() {
        Member watcher = member();
        subscribe(watcher.client(), "wamp.session.", "{'match': 'prefix'}");
        Member newcomer = member();
        watcher.client()
                .receives("[36, '*', '*', {'topic': 'wamp.session.on_join'}, [%s]]".formatted(details(newcomer)));
    }

    @Test
    void sessions_are_counted_with_the_one_that_asks_and_without_the_routers_own() {
        Member member = member();
        member.gets("wamp.session.count", "[]", "[1]");
        Member other = member();
        member.gets("wamp.session.count", "[]", "[2]");
        member.gets("wamp.session.count", "[null]", "[2]");
        member.gets("wamp.session.count", "[['anonymous', 'x']]", "[2]");
        member.gets("wamp.session.count", "[['x']]", "[0]");
        member.gets("wamp.session.count", "[[]]", "[0]");
        leaves(other);
        member.gets("wamp.session.count", "[]", "[1]");
    }

    @Test
    void sessions_are_listed_in_one_argument() {
        Member member = member();
        member.gets("wamp.session.list", "[]", "[[%d]]".formatted(member.id()));
        member.gets("wamp.session.list", "[['x']]", "[[]]");
        member.gets("wamp.session.list", "[[]]", "[[]]");
        member.gets("wamp.session.list", "[], {'filter_authroles': ['x']}", "[[]]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "wamp.session.count; ['anonymous']",
                "wamp.session.count; [[1]]",
                "wamp.session.list; [{}]",
                "wamp.session.list; [], {'filter_authroles': 'anonymous'}",
                "wamp.session.get; []",
                "wamp.session.get; ['1']",
                "wamp.session.get; [null]",
                "wamp.session.kill; []",
                "wamp.session.kill; [1.5]",
                "wamp.session.kill_by_authid; [1]",
                "wamp.session.kill_by_authrole; []"
            })
    void an_argument_that_is_missing_or_mistyped_is_invalid(String procedure, String arguments) {
        member().fails(procedure, arguments, "wamp.error.invalid_argument");
    }

    @ParameterizedTest
    @CsvSource({"get, 0", "get, -1", "get, 9007199254740994", "kill, 12345", "kill, 0"})
    void an_unknown_session_is_an_error(String procedure, String session) {
        member().fails("wamp.session." + procedure, "[%s]".formatted(session), "wamp.error.no_such_session");
    }

    @Test
    void a_session_is_described_without_headers_and_secrets() {
        Member member = member();
        Member other = member();
        member.gets("wamp.session.get", "[%d]".formatted(other.id()), "[" + details(other) + "]");
        leaves(other);
        member.fails("wamp.session.get", "[%d]".formatted(other.id()), "wamp.error.no_such_session");
    }

    @Test
    void a_killed_session_is_told_why_and_has_left_for_everybody_at_once() {
        Member killer = member().hears("wamp.session.on_leave");
        Member victim = member();
        killer.calls(
                "wamp.session.kill",
                "[%d], {'reason': 'com.example.enough', 'message': 'bye'}".formatted(victim.id()),
                "[50, 900, {}]");
        killer.isTold("[%d, '*', 'anonymous']".formatted(victim.id()));
        killer.gets("wamp.session.count", "[]", "[1]");
        killer.fails("wamp.session.kill", "[%d]".formatted(victim.id()), "wamp.error.no_such_session");
        victim.client().receives("[6, {'message': 'bye'}, 'com.example.enough']");
        victim.client().sendUnlessClosed("[6, {}, 'wamp.close.goodbye_and_out']");
        assertThat(victim.client().isClosed()).isEqualTo(1000);
        killer.client().hasNothingMore();
    }

    @Test
    void the_reason_is_killed_unless_another_is_given() {
        Member killer = member();
        Member victim = member();
        killer.calls("wamp.session.kill", "[%d]".formatted(victim.id()), "[50, 900, {}]");
        victim.client().receives("[6, {}, 'wamp.close.killed']");
    }

    @Test
    void a_killed_session_that_does_not_answer_is_cut() {
        Member killer = member();
        Member victim = member();
        killer.calls("wamp.session.kill", "[%d]".formatted(victim.id()), "[50, 900, {}]");
        victim.client().receives("[6, {}, 'wamp.close.killed']");
        victim.client().sendUnlessClosed("[32, 1, {}, 'too.late']");
        assertThat(victim.client().isClosed()).isEqualTo(1000);
    }

    @Test
    void a_session_cannot_kill_itself() {
        Member killer = member();
        killer.fails("wamp.session.kill", "[%d]".formatted(killer.id()), "wamp.error.no_such_session");
        killer.calls("wamp.session.kill_by_authid", "['%s']".formatted(authid(killer)), "[50, 900, {}, [[]]]");
        killer.gets("wamp.session.kill_by_authrole", "['anonymous']", "[0]");
        killer.gets("wamp.session.kill_all", "[]", "[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'a..b'", "'a b'", "'a#b'", "1", "true", "[]"})
    void the_reason_must_be_a_uri(String reason) {
        Member killer = member();
        Member victim = member();
        killer.calls(
                "wamp.session.kill",
                "[%d], {'reason': %s}".formatted(victim.id(), reason),
                "[8, 48, 900, {}, 'wamp.error.invalid_uri', ['*']]");
        victim.client().hasNothingMore();
    }

    @Test
    void killing_by_authid_tells_whom() {
        Member killer = member();
        Member victim = member();
        killer.gets("wamp.session.kill_by_authid", "['%s']".formatted(authid(victim)), "[[%d]]".formatted(victim.id()));
        victim.client().receives("[6, {}, 'wamp.close.killed']");
        killer.gets("wamp.session.kill_by_authid", "['nobody']", "[[]]");
    }

    @Test
    void killing_by_authrole_tells_how_many() {
        Member killer = member();
        Member first = member();
        Member second = member();
        killer.gets("wamp.session.kill_by_authrole", "['nobody']", "[0]");
        killer.gets("wamp.session.kill_by_authrole", "['anonymous']", "[2]");
        first.client().receives("[6, {}, 'wamp.close.killed']");
        second.client().receives("[6, {}, 'wamp.close.killed']");
    }

    @Test
    void killing_all_makes_no_meta_events_and_executes_no_testaments() {
        Member killer = member();
        subscribe(killer.client(), "", "{'match': 'prefix'}");
        killer.client().receives("[36, '*', '*', {'topic': 'wamp.subscription.on_create'}, '*']");
        killer.client().receives("[36, '*', '*', {'topic': 'wamp.subscription.on_subscribe'}, '*']");
        Member victim = member();
        killer.client().receives("[36, '*', '*', {'topic': 'wamp.session.on_join'}, ['*']]");
        victim.calls("wamp.session.add_testament", "['last.words', [], {}]", "[50, 900, {}]");
        victim.client().asks("[32, 2, {}, 'some.topic']", "[33, 2, '*']");
        killer.client().receives("[36, '*', '*', {'topic': 'wamp.subscription.on_create'}, '*']");
        killer.client().receives("[36, '*', '*', {'topic': 'wamp.subscription.on_subscribe'}, '*']");
        killer.gets("wamp.session.kill_all", "[], {'reason': 'com.example.reset'}", "[1]");
        victim.client().receives("[6, {}, 'com.example.reset']");
        victim.client().sendUnlessClosed("[6, {}, 'wamp.close.goodbye_and_out']");
        victim.client().isClosed();
        killer.gets("wamp.session.count", "[]", "[1]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wamp.session.kill",
                "wamp.session.kill_by_authid",
                "wamp.session.kill_by_authrole",
                "wamp.session.kill_all",
                "wamp.subscription.remove_subscriber",
                "wamp.registration.remove_callee"
            })
    void a_rule_for_everything_does_not_grant_what_acts_on_other_sessions(String procedure) {
        Member member = member("realm1");
        member.gets("wamp.session.list", "[['x']]", "[[]]");
        member.fails(procedure, "[1, 1]", "wamp.error.not_authorized");
    }

    @Test
    void a_realm_without_meta_api_serves_and_announces_none() {
        RawWampClient client = connect();
        JsonNode welcome = client.hello("mute");
        assertThat(welcome.at("/2/roles/broker/features").has("session_meta_api"))
                .isFalse();
        assertThat(welcome.at("/2/roles/dealer/features").has("session_meta_api"))
                .isFalse();
        assertThat(welcome.at("/2/roles/dealer/features").has("testament_meta_api"))
                .isFalse();
        client.asks("[48, 1, {}, 'wamp.session.count']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
        subscribe(client, "wamp.session.on_join", "{}");
        join("mute");
        client.hasNothingMore();
    }

    @Test
    void the_features_are_announced() {
        JsonNode roles = connect().hello("administered").at("/2/roles");
        assertThat(roles.at("/broker/features").properties())
                .extracting(Object::toString)
                .contains("session_meta_api=true", "subscription_meta_api=true", "subscription_revocation=true");
        assertThat(roles.at("/dealer/features").properties())
                .extracting(Object::toString)
                .contains(
                        "session_meta_api=true",
                        "registration_meta_api=true",
                        "registration_revocation=true",
                        "testament_meta_api=true");
    }
}
