package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist A.1. */
class SessionOpeningTest extends WireTest {
    private static final long GREATEST_ID = 1L << 53;

    @Test
    void hello_is_answered_by_welcome_alone() {
        RawWampClient client = connect();
        JsonNode welcome = client.asks("[1, 'realm1', {'roles': {'caller': {}, 'subscriber': {}}}]", "[2, '*', '*']");
        assertThat(welcome.get(1).longValue()).isBetween(1L, GREATEST_ID);
        assertThat(welcome.at("/2/roles").fieldNames()).toIterable().containsExactlyInAnyOrder("broker", "dealer");
        client.hasNothingMore();
    }

    @Test
    void two_sessions_get_different_ids() {
        long first = connect().hello("realm1").get(1).longValue();
        long second = connect().hello("realm1").get(1).longValue();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void welcome_tells_the_identity() {
        JsonNode details = connect().hello("realm1").get(2);
        assertThat(details.path("realm").textValue()).isEqualTo("realm1");
        assertThat(details.path("authrole").textValue()).isEqualTo("anonymous");
        assertThat(details.path("authmethod").textValue()).isEqualTo("anonymous");
        assertThat(details.path("authid").textValue()).isNotEmpty();
    }

    @Test
    void an_anonymous_client_does_not_choose_its_authid() {
        JsonNode welcome =
                connect().asks("[1, 'realm1', {'roles': {'caller': {}}, 'authid': 'admin'}]", "[2, '*', '*']");
        assertThat(welcome.at("/2/authid").textValue()).isNotEqualTo("admin");
    }

    @Test
    void a_realm_that_is_not_there_is_refused() {
        RawWampClient client = connect();
        client.send("[1, 'nowhere', {'roles': {'caller': {}}}]");
        client.isAborted("wamp.error.no_such_realm");
    }

    @Test
    void hello_must_name_a_realm() {
        RawWampClient client = connect();
        client.send("[1, null, {'roles': {'caller': {}}}]");
        client.isAborted("wamp.error.no_such_realm");
    }

    @Test
    void a_client_that_insists_on_another_authentication_is_refused() {
        RawWampClient client = connect();
        client.send("[1, 'realm1', {'roles': {'caller': {}}, 'authmethods': ['ticket', 'wampcra']}]");
        client.isAborted("wamp.error.no_matching_auth_method");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a.", "a b", "realm1 ", "a#"})
    void a_realm_that_is_no_uri_is_refused(String realm) {
        RawWampClient client = connect();
        client.send("[1, '%s', {'roles': {'caller': {}}}]".formatted(realm));
        client.isAborted("wamp.error.invalid_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'roles': null}",
                "{'roles': {}}",
                "{'roles': []}",
                "{'roles': 'caller'}",
                "{'roles': ['caller']}",
                "{'roles': {'juggler': {}}}",
                "{'roles': {'Caller': {}}}",
                "{'roles': {'broker': {}, 'dealer': {}}}",
                "{'roles': {'caller': null}}",
                "{'roles': {'caller': 1}}",
                "{'roles': {'caller': []}}",
                "{'roles': {'caller': {}, 'callee': true}}",
                "{'roles': {'caller': {'features': []}}}",
                "{'roles': {'caller': {'features': 'call_canceling'}}}",
                "{'roles': {'caller': {}}, 'authmethods': 'anonymous'}",
                "{'roles': {'caller': {}}, 'authmethods': [1]}",
                "{'roles': {'caller': {}}, 'authid': 1}",
                "{'roles': {'caller': {}}, 'authrole': []}",
                "{'roles': {'caller': {}}, 'authextra': []}",
                "{'roles': {'caller': {}}, 'agent': 1}"
            })
    void hello_with_details_of_wrong_types_or_no_role_is_a_violation(String details) {
        RawWampClient client = connect();
        client.send("[1, 'realm1', %s]".formatted(details));
        client.isAborted("wamp.error.protocol_violation");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'roles': {'caller': {}, 'juggler': {}}}",
                "{'roles': {'caller': {'features': {'levitation': true}}}}",
                "{'roles': {'caller': {'features': {'call_canceling': null}}}}",
                "{'roles': {'caller': {'features': {'call_canceling': 1}}}}",
                "{'roles': {'caller': {'features': null}, 'juggler': 7, 'callee': null}}",
                "{'roles': {'caller': {}}, 'authmethods': null, 'authid': null, 'authextra': null, 'agent': null}",
                "{'roles': {'caller': {}}, 'authmethods': []}",
                "{'roles': {'caller': {}}, 'authmethods': ['levitation', 'anonymous']}",
                "{'roles': {'caller': {}}, 'authrole': 'admin'}",
                "{'roles': {'caller': {}}, 'agent': 'test/1', 'resumable': true, '_private': [1]}"
            })
    void what_hello_says_beyond_the_known_is_ignored(String details) {
        connect().asks("[1, 'realm1', %s]".formatted(details), "[2, '*', '*']");
    }

    @Test
    void a_role_that_was_not_announced_works() {
        RawWampClient client = connect();
        client.asks("[1, 'realm1', {'roles': {'subscriber': {}}}]", "[2, '*', '*']");
        client.asks("[48, 1, {}, 'no.such']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    @Test
    void a_second_session_may_follow_on_the_same_connection() {
        RawWampClient client = connect();
        long first = client.hello("realm1").get(1).longValue();
        client.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        long second = client.hello("realm1").get(1).longValue();
        assertThat(second).isNotEqualTo(first);
        client.asks("[32, 1, {}, 'a.b']", "[33, 1, '*']");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2, 1, {}]",
                "[4, 'ticket', {}]",
                "[5, 'signature', {}]",
                "[6, {}, 'wamp.close.close_realm']",
                "[8, 48, 1, {}, 'a.b']",
                "[8, 68, 1, {}, 'a.b']",
                "[16, 1, {}, 'a.b']",
                "[17, 1, 1]",
                "[32, 1, {}, 'a.b']",
                "[33, 1, 1]",
                "[34, 1, 1]",
                "[35, 1]",
                "[36, 1, 1, {}]",
                "[48, 1, {}, 'a.b']",
                "[49, 1, {}]",
                "[50, 1, {}]",
                "[64, 1, {}, 'a.b']",
                "[65, 1, 1]",
                "[66, 1, 1]",
                "[67, 1]",
                "[68, 1, 1, {}]",
                "[69, 1, {}]",
                "[70, 1, {}]",
                "[]",
                "[256, 1]"
            })
    void anything_but_hello_before_welcome_is_a_violation(String message) {
        RawWampClient client = connect();
        client.send(message);
        client.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void abort_is_never_answered() {
        RawWampClient client = connect();
        client.send("[3, {}, 'wamp.error.cannot_authenticate']");
        client.isClosed();
    }
}
