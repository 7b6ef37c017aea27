package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;

/** Checklist C.3. */
class LeavingPeerTest extends WireTest {
    @Test
    void a_call_whose_callee_leaves_is_canceled() {
        RawWampClient callee = join();
        register(callee, "leaving.callee", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'leaving.callee']");
        callee.receives("[68, 1, '*', {}]");
        callee.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        caller.receives("[8, 48, 1, '*', 'wamp.error.canceled']");
    }

    @Test
    void a_callee_whose_caller_leaves_is_interrupted_once() {
        RawWampClient callee = join();
        register(callee, "leaving.caller", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'leaving.caller']");
        callee.receives("[68, 1, '*', {}]");
        caller.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
    }

    @Test
    void a_callee_that_cannot_be_canceled_is_left_alone() {
        RawWampClient callee = connect();
        callee.asks("[1, 'realm1', {'roles': {'callee': {}, 'subscriber': {}}}]", "[2, '*', '*']");
        register(callee, "leaving.simple", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'leaving.simple']");
        callee.receives("[68, 1, '*', {}]");
        caller.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        callee.send("[70, 1, {}, ['late']]");
        callee.hasNothingMore();
    }

    @Test
    void a_session_with_a_call_to_itself_leaves_in_peace() {
        RawWampClient client = join();
        register(client, "leaving.itself", "{}");
        client.send("[48, 2, {}, 'leaving.itself']");
        client.receives("[68, 1, '*', {}]");
        client.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
        join().asks("[48, 1, {}, 'leaving.itself']", "[8, 48, 1, {}, 'wamp.error.no_such_procedure', ['*']]");
    }
}
