package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.ClientFeatures;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** CANCEL in the modes skip, kill and killnowait. */
class CallCancelingTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    private void invoked() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a");
        callee.receivesInvocation();
    }

    @Test
    void skip_answers_the_caller_and_leaves_the_callee_alone() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "skip");

        caller.receivesError(7, ErrorUri.CANCELED);
        callee.receivesNothing();
        callee.yields(1);
        caller.receivesNothing();
    }

    @Test
    void killnowait_answers_the_caller_and_interrupts_the_callee() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "killnowait");

        caller.receivesError(7, ErrorUri.CANCELED);
        callee.receivesInterrupt(1, "killnowait");
        callee.fails(1, ErrorUri.CANCELED, Payload.EMPTY);
        caller.receivesNothing();
    }

    @Test
    void kill_lets_the_error_of_the_callee_through() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "kill");

        callee.receivesInterrupt(1, "kill");
        caller.receivesNothing();
        callee.fails(1, "com.x.stopped", Payload.EMPTY);
        caller.receivesError(7, "com.x.stopped");
    }

    @Test
    void kill_lets_the_result_of_the_callee_through() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "kill");
        callee.receivesInterrupt(1, "kill");
        callee.yields(1);

        caller.receivesResult(7);
    }

    @Test
    void every_mode_is_skip_for_a_callee_without_call_canceling() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.b");
        for (String mode : new String[] {"skip", "kill", "killnowait"}) {
            caller.calls(7, "com.b");
            plain.receivesInvocation();
            caller.cancels(7, mode);

            caller.receivesError(7, ErrorUri.CANCELED);
            plain.receivesNothing();
        }
    }

    @Test
    void without_a_mode_it_is_killnowait() throws ProtocolViolation {
        invoked();
        caller.cancels(7);

        caller.receivesError(7, ErrorUri.CANCELED);
        callee.receivesInterrupt(1, "killnowait");
    }

    @Test
    void an_unknown_mode_is_a_violation() throws ProtocolViolation {
        invoked();

        assertThatThrownBy(() -> caller.cancels(7, "gently")).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void a_cancel_of_no_pending_call_is_ignored() throws ProtocolViolation {
        invoked();
        callee.yields(1);
        caller.receivesResult(7);

        caller.cancels(7, "kill");
        caller.cancels(8, "kill");
        caller.receivesNothing();
        callee.receivesNothing();
    }

    @Test
    void the_call_of_another_session_cannot_be_canceled() throws ProtocolViolation {
        invoked();
        realm.peer().cancels(7, "killnowait");

        caller.receivesNothing();
        callee.receivesNothing();
    }

    @Test
    void kill_becomes_killnowait_on_a_second_cancel() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "kill");
        callee.receivesInterrupt(1, "kill");
        caller.cancels(7, "killnowait");

        caller.receivesError(7, ErrorUri.CANCELED);
        callee.receivesNothing();
        callee.yields(1);
        caller.receivesNothing();
    }

    @Test
    void a_repeated_kill_interrupts_once() throws ProtocolViolation {
        invoked();
        caller.cancels(7, "kill");
        caller.cancels(7, "kill");

        callee.receivesInterrupt(1, "kill");
        callee.receivesNothing();
    }

    @Test
    void progress_after_the_cancellation_is_dropped() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(7, "com.a", Map.of("receive_progress", true));
        caller.cancels(7, "skip");
        caller.receivesError(7, ErrorUri.CANCELED);
        callee.yieldsProgress(1, Payload.EMPTY);
        callee.yields(1);

        caller.receivesNothing();
    }

    @Test
    void a_session_cancels_a_call_to_itself() throws ProtocolViolation {
        callee.registers("com.a");
        callee.calls(7, "com.a");
        callee.receivesInvocation();
        callee.cancels(7, "killnowait");

        callee.receivesInterrupt(1, "killnowait");
        callee.receivesError(7, ErrorUri.CANCELED);
    }
}
