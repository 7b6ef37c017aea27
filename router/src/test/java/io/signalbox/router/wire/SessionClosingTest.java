package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checklist A.5, and what is left of a session when it ends. */
class SessionClosingTest extends WireTest {
    @Test
    void goodbye_is_answered_as_the_last_message() {
        RawWampClient client = join();
        client.asks("[6, {'message': 'bye'}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
    }

    @Test
    void what_was_asked_before_goodbye_is_answered_before_it() {
        RawWampClient client = join();
        client.send("[32, 1, {}, 'closing.topic']");
        client.send("[48, 2, {}, 'no.such']");
        client.send("[6, {}, 'wamp.close.close_realm']");
        client.receives("[33, 1, '*']");
        client.receives("[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
        client.receives("[6, {}, 'wamp.close.goodbye_and_out']");
    }

    @Test
    void a_session_that_said_goodbye_gets_no_event() {
        RawWampClient leaving = join();
        subscribe(leaving, "closing.events", "{}");
        leaving.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        join().asks("[16, 1, {'acknowledge': true}, 'closing.events']", "[17, 1, '*']");
        leaving.hello("realm1"); // WELCOME is the next message
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[6, {}, 'wamp.close.goodbye_and_out']", "[32, 1, {}, 'closing.topic']", "[70, 1, {}]", "[99]"})
    void after_goodbye_only_hello_may_follow(String message) {
        RawWampClient client = join();
        client.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        client.send(message);
        client.isAborted("wamp.error.protocol_violation");
    }

    @Test
    void a_session_may_end_and_the_next_begin_without_waiting_for_an_answer() {
        RawWampClient client = join();
        client.send("[6, {}, 'closing.any_reason']");
        client.send("[1, 'realm1', {'roles': {'caller': {}}}]");
        client.send("[32, 1, {}, 'closing.topic']");
        client.receives("[6, {}, 'wamp.close.goodbye_and_out']");
        client.receives("[2, '*', '*']");
        client.receives("[33, 1, '*']");
    }

    @Test
    void a_lost_connection_ends_registrations() {
        RawWampClient callee = join();
        register(callee, "closing.lost", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'closing.lost']");
        callee.receives("[68, 1, '*', {}]");
        callee.vanish();
        caller.receives("[8, 48, 1, '*', 'wamp.error.canceled']");
        caller.asks("[48, 2, {}, 'closing.lost']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    @Test
    void abort_of_a_joined_client_ends_its_session_without_an_answer() {
        RawWampClient callee = join();
        register(callee, "closing.aborted", "{}");
        callee.send("[3, {}, 'com.example.gave_up']");
        callee.isClosed();
        join().asks("[48, 1, {}, 'closing.aborted']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
    }
}
