package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checklist D29 to D32 and C69, C70: what a realm tells of its registrations, and taking them away. */
class RegistrationMetaTest extends MetaWireTest {

    private static Member hearsAll(Member watcher) {
        watcher.client().asks("[32, 1, {'match': 'prefix'}, 'wamp.registration.']", "[33, 1, '*']");
        return watcher;
    }

    private static void isTold(Member watcher, String event, String arguments) {
        watcher.client().receives("[36, '*', '*', {'topic': 'wamp.registration.%s'}, %s]".formatted(event, arguments));
    }

    @ParameterizedTest
    @CsvSource({"exact, a.b.c", "prefix, a.b.", "wildcard, a..c"})
    void the_first_creates_and_the_last_deletes(String match, String procedure) {
        Member watcher = hearsAll(member());
        Member first = member();
        Member second = member();
        String options = "{'match': '%s', 'invoke': 'roundrobin'}".formatted(match);
        long id = register(first.client(), procedure, options);
        JsonNode created = watcher.client()
                .receives(
                        "[36, '*', '*', {'topic': 'wamp.registration.on_create'}, [%d, {'id': %d, 'created': '*', 'uri': '%s', 'match': '%s', 'invoke': 'roundrobin'}]]"
                                .formatted(first.id(), id, procedure, match));
        assertThat(Instant.parse(created.at("/4/1/created").textValue())).isBeforeOrEqualTo(Instant.now());
        isTold(watcher, "on_register", "[%d, %d]".formatted(first.id(), id));
        register(second.client(), procedure, options);
        isTold(watcher, "on_register", "[%d, %d]".formatted(second.id(), id));
        first.client().asks("[66, 2, %d]".formatted(id), "[67, 2]");
        isTold(watcher, "on_unregister", "[%d, %d]".formatted(first.id(), id));
        leaves(second);
        isTold(watcher, "on_unregister", "[%d, %d]".formatted(second.id(), id));
        isTold(watcher, "on_delete", "[%d, %d]".formatted(second.id(), id));
        watcher.client().hasNothingMore();
    }

    @Test
    void a_session_that_vanishes_unregisters() {
        Member watcher = hearsAll(member());
        Member vanishing = member();
        long id = register(vanishing.client(), "a.b", "{}");
        isTold(watcher, "on_create", "'*'");
        isTold(watcher, "on_register", "'*'");
        vanishing.client().vanish();
        isTold(watcher, "on_unregister", "[%d, %d]".formatted(vanishing.id(), id));
        isTold(watcher, "on_delete", "[%d, %d]".formatted(vanishing.id(), id));
    }

    @Test
    void the_procedures_of_the_router_are_hidden() {
        Member member = member();
        member.gets("wamp.registration.list", "[]", "[{'exact': [], 'prefix': [], 'wildcard': []}]");
        member.gets("wamp.registration.lookup", "['wamp.session.count']", "[null]");
        member.gets("wamp.registration.match", "['wamp.session.count']", "[null]");
        for (int id = 1; id <= 5; id++) {
            member.fails("wamp.registration.get", "[%d]".formatted(id), "wamp.error.no_such_registration");
        }
    }

    @Test
    void a_client_cannot_take_a_procedure_of_the_router() {
        Member member = member();
        member.client()
                .asks(
                        "[64, 1, {'force_reregister': true}, 'wamp.session.count']",
                        "[8, 64, 1, {}, 'wamp.error.invalid_uri', ['*']]");
        register(member.client(), "", "{'match': 'prefix'}");
        member.gets("wamp.session.count", "[]", "[1]");
    }

    @Test
    void registrations_are_listed_by_policy() {
        Member member = member();
        long exact = register(member.client(), "a.b", "{}");
        long prefix = register(member.client(), "a.b", "{'match': 'prefix'}");
        long wildcard = register(member.client(), "a..b", "{'match': 'wildcard'}");
        member.gets(
                "wamp.registration.list",
                "[]",
                "[{'exact': [%d], 'prefix': [%d], 'wildcard': [%d]}]".formatted(exact, prefix, wildcard));
    }

    @Test
    void lookup_finds_one_policy_and_match_the_best_or_null() {
        Member member = member();
        long prefix = register(member.client(), "a.b", "{'match': 'prefix'}");
        register(member.client(), ".b", "{'match': 'wildcard'}");
        member.gets("wamp.registration.lookup", "['a.b']", "[null]");
        member.gets("wamp.registration.lookup", "['a.b', {'match': 'prefix'}]", "[%d]".formatted(prefix));
        member.gets("wamp.registration.match", "['a.b']", "[%d]".formatted(prefix));
        long exact = register(member.client(), "a.b", "{}");
        member.gets("wamp.registration.match", "['a.b']", "[%d]".formatted(exact));
        member.gets("wamp.registration.match", "['x']", "[null]");
    }

    @Test
    void a_registration_is_described_with_its_callees_oldest_first() {
        Member first = member();
        Member second = member();
        long id = register(first.client(), "a.b", "{'invoke': 'last'}");
        register(second.client(), "a.b", "{'invoke': 'last'}");
        String argument = "[%d]".formatted(id);
        first.gets(
                "wamp.registration.get",
                argument,
                "[{'id': %d, 'created': '*', 'uri': 'a.b', 'match': 'exact', 'invoke': 'last'}]".formatted(id));
        first.gets("wamp.registration.count_callees", argument, "[2]");
        first.gets("wamp.registration.list_callees", argument, "[[%d, %d]]".formatted(first.id(), second.id()));
    }

    @Test
    void the_policy_of_a_single_callee_is_spelled_out() {
        Member member = member();
        long id = register(member.client(), "a.b", "{}");
        member.gets(
                "wamp.registration.get",
                "[%d]".formatted(id),
                "[{'id': %d, 'created': '*', 'uri': 'a.b', 'match': 'exact', 'invoke': 'single'}]".formatted(id));
    }

    private long joinsUnderstandingRevocation(RawWampClient client, boolean understands) {
        return client.asks(
                        "[1, 'administered', {'roles': {'callee': {'features': {'registration_revocation': %s}}}}]"
                                .formatted(understands),
                        "[2, '*', '*']")
                .get(1)
                .longValue();
    }

    @Test
    void a_callee_that_understands_it_is_told_of_its_revocation() {
        Member admin = hearsAll(member());
        RawWampClient callee = connect();
        long session = joinsUnderstandingRevocation(callee, true);
        long id = register(callee, "a.b", "{}");
        isTold(admin, "on_create", "'*'");
        isTold(admin, "on_register", "'*'");
        admin.calls(
                "wamp.registration.remove_callee",
                "[%d, %d], {'reason': 'com.example.enough'}".formatted(id, session),
                "[50, 900, {}]");
        callee.receives("[67, 0, {'registration': %d, 'reason': 'com.example.enough'}]".formatted(id));
        isTold(admin, "on_unregister", "[%d, %d]".formatted(session, id));
        isTold(admin, "on_delete", "[%d, %d]".formatted(session, id));
        admin.fails("a.b", "[]", "wamp.error.no_such_procedure");
    }

    @Test
    void the_reason_of_a_revocation_may_be_absent() {
        RawWampClient callee = connect();
        long session = joinsUnderstandingRevocation(callee, true);
        long id = register(callee, "a.b", "{}");
        member().calls("wamp.registration.remove_callee", "[%d, %d]".formatted(id, session), "[50, 900, {}]");
        callee.receives("[67, 0, {'registration': %d}]".formatted(id));
    }

    @Test
    void a_callee_that_does_not_understand_it_loses_its_registration_silently() {
        Member admin = member();
        RawWampClient callee = connect();
        long session = joinsUnderstandingRevocation(callee, false);
        long id = register(callee, "a.b", "{}");
        admin.calls("wamp.registration.remove_callee", "[%d, %d]".formatted(id, session), "[50, 900, {}]");
        admin.fails("a.b", "[]", "wamp.error.no_such_procedure");
        callee.hasNothingMore();
    }

    @Test
    void a_call_that_is_open_goes_on_after_the_revocation() {
        Member admin = member();
        Member callee = member();
        long id = register(callee.client(), "a.b", "{}");
        admin.client().send("[48, 5, {}, 'a.b']");
        callee.client().receives("[68, 1, %d, {}]".formatted(id));
        admin.calls("wamp.registration.remove_callee", "[%d, %d]".formatted(id, callee.id()), "[50, 900, {}]");
        callee.client().send("[70, 1, {}, ['late']]");
        admin.client().receives("[50, 5, {}, ['late']]");
    }

    @Test
    void only_a_callee_can_be_removed() {
        Member admin = member();
        Member other = member();
        String procedure = "wamp.registration.remove_callee";
        long id = register(admin.client(), "a.b", "{}");
        admin.fails(procedure, "[%d, %d]".formatted(id, other.id()), "wamp.error.no_such_registration");
        admin.fails(procedure, "[%d, 1]".formatted(id), "wamp.error.no_such_session");
        admin.fails(procedure, "[%d]".formatted(id), "wamp.error.invalid_argument");
    }

    @ParameterizedTest
    @CsvSource({"get", "list_callees", "count_callees", "remove_callee"})
    void an_unknown_registration_is_an_error(String procedure) {
        member().fails("wamp.registration." + procedure, "[12345, 1]", "wamp.error.no_such_registration");
        member().fails("wamp.registration." + procedure, "[0, 1]", "wamp.error.no_such_registration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lookup; []",
                "lookup; ['a', {'match': 1}]",
                "match; [1]",
                "get; [true]",
                "list_callees; []",
                "count_callees; ['1']",
                "remove_callee; []"
            })
    void an_argument_that_is_missing_or_mistyped_is_invalid(String procedure, String arguments) {
        member().fails("wamp.registration." + procedure, arguments, "wamp.error.invalid_argument");
    }
}
