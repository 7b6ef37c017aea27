package io.signalbox.router.wire;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checklist C.3. */
class LeavingPeerTest extends WireTest {
    /** The ways in which a session ends by itself. */
    private enum Farewell {
        GOODBYE,
        ABORT,
        VIOLATION,
        LOSS;

        void of(RawWampClient client) {
            switch (this) {
                case GOODBYE ->
                    client.asks("[6, {}, 'wamp.close.close_realm']", "[6, {}, 'wamp.close.goodbye_and_out']");
                case ABORT -> client.send("[3, {}, 'my.reason']");
                case VIOLATION -> {
                    client.send("[33, 1, 2]");
                    client.isAborted("wamp.error.protocol_violation");
                }
                case LOSS -> client.vanish();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_call_whose_callee_leaves_is_canceled(Farewell farewell) {
        RawWampClient callee = join();
        register(callee, "leaving.callee", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {'receive_progress': true}, 'leaving.callee']");
        callee.receives("[68, 1, '*', {'receive_progress': true}]");
        callee.send("[70, 1, {'progress': true}, [1]]");
        caller.receives("[50, 1, {'progress': true}, [1]]");
        farewell.of(callee);
        caller.receives("[8, 48, 1, '*', 'wamp.error.canceled']");
        caller.asks("[48, 2, {}, 'leaving.callee']", "[8, 48, 2, {}, 'wamp.error.no_such_procedure', ['*']]");
    }

    @ParameterizedTest
    @EnumSource
    void a_callee_whose_caller_leaves_is_interrupted_once(Farewell farewell) {
        RawWampClient callee = join();
        register(callee, "leaving.caller", "{}");
        RawWampClient caller = join();
        caller.send("[48, 1, {}, 'leaving.caller']");
        callee.receives("[68, 1, '*', {}]");
        // One that was canceled before is not interrupted again.
        caller.send("[48, 2, {}, 'leaving.caller']");
        callee.receives("[68, 2, '*', {}]");
        caller.send("[49, 2, {'mode': 'kill'}]");
        callee.receives("[69, 2, {'mode': 'kill'}]");
        farewell.of(caller);
        callee.receives("[69, 1, {'mode': 'killnowait'}]");
        callee.send("[70, 2, {}, ['late']]");
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
