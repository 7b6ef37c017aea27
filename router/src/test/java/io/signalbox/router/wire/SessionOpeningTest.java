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

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "a b", "a#"})
    void a_realm_that_is_no_uri_is_refused(String realm) {
        RawWampClient client = connect();
        client.send("[1, '%s', {'roles': {'caller': {}}}]".formatted(realm));
        client.isAborted("wamp.error.invalid_uri");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{'roles': {}}", "{'roles': {'juggler': {}}}", "{'roles': []}", "{'roles': {'caller': 1}}"
            })
    void hello_without_a_usable_role_is_a_violation(String details) {
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
                "[6, {}, 'wamp.close.close_realm']",
                "[8, 68, 1, {}, 'a.b']",
                "[16, 1, {}, 'a.b']",
                "[32, 1, {}, 'a.b']",
                "[48, 1, {}, 'a.b']",
                "[5, 'signature', {}]"
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
