package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Progressive call results (spec: Progressive Call Results). */
class ProgressiveCallResultsTest {
    private static final Map<String, Object> RECEIVE_PROGRESS = Map.of("receive_progress", true);

    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();
    private final Payload part = ScriptedPeer.payload("[1]");

    @Test
    void the_callee_learns_that_the_caller_takes_progress() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", RECEIVE_PROGRESS);

        assertThat(callee.receivesInvocation().details()).isEqualTo(RECEIVE_PROGRESS);
    }

    @Test
    void a_callee_that_announces_no_call_canceling_takes_part() throws ProtocolViolation {
        ScriptedPeer autobahn = realm.peer(ScriptedRealm.features(false, true, false, false));
        autobahn.registers("com.a");
        caller.calls(7, "com.a", RECEIVE_PROGRESS);

        assertThat(autobahn.receivesInvocation().details()).isEqualTo(RECEIVE_PROGRESS);
    }

    @Test
    void for_a_callee_without_the_feature_it_is_a_plain_call() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.a");
        caller.calls(7, "com.a", RECEIVE_PROGRESS);

        assertThat(plain.receivesInvocation().details()).isEmpty();
        plain.yields(1);
        caller.receivesResult(7);
    }

    @Test
    void progress_reaches_the_caller_in_order_until_the_final_yield() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", RECEIVE_PROGRESS);
        callee.yieldsProgress(1, part);
        callee.yieldsProgress(1, Payload.EMPTY);
        callee.yields(1, part);
        callee.yieldsProgress(1, part);

        caller.receivesProgress(7, part);
        caller.receivesProgress(7, Payload.EMPTY);
        caller.receivesResult(7, part);
        caller.receivesNothing();
    }

    @Test
    void an_error_ends_the_call_as_well() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", RECEIVE_PROGRESS);
        callee.yieldsProgress(1, part);
        callee.fails(1, "com.x.err", Payload.EMPTY);

        caller.receivesProgress(7, part);
        caller.receivesError(7, "com.x.err");
    }

    @Test
    void progress_nobody_asked_for_is_dropped_and_the_call_stays() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");
        callee.yieldsProgress(1, part);
        caller.receivesNothing();

        callee.yields(1);
        caller.receivesResult(7);
    }
}
