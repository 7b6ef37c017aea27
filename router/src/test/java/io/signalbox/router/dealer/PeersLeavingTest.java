package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.session.ClientFeatures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calls whose caller or callee leaves (spec: Caller Leaving During an RPC Invocation). */
class PeersLeavingTest {
    private final ScriptedRealm realm = new ScriptedRealm();
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    @Test
    void the_calls_of_a_callee_that_leaves_are_canceled() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        caller.calls(2, "com.a");
        callee.leaves();

        List<ErrorMessage> errors = List.of(caller.receives(ErrorMessage.class), caller.receives(ErrorMessage.class));
        assertThat(errors).extracting(ErrorMessage::request).containsExactlyInAnyOrder(1L, 2L);
        assertThat(errors).extracting(ErrorMessage::error).containsOnly(ErrorUri.CANCELED);
        caller.receivesNothing();
    }

    @Test
    void the_callee_is_interrupted_when_the_caller_leaves() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        callee.receivesInvocation();
        caller.leaves();

        callee.receivesInterrupt(1, "killnowait");
        callee.yields(1);
        caller.receivesNothing();
    }

    @Test
    void a_callee_without_call_canceling_is_not_interrupted() throws ProtocolViolation {
        ScriptedPeer plain = realm.peer(ClientFeatures.NONE);
        plain.registers("com.a");
        caller.calls(1, "com.a");
        plain.receivesInvocation();
        caller.leaves();

        plain.receivesNothing();
    }

    @Test
    void a_canceled_call_is_not_interrupted_again() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        caller.calls(2, "com.a");
        callee.receivesInvocation();
        callee.receivesInvocation();
        caller.cancels(1, "kill");
        caller.cancels(2, "killnowait");
        callee.receivesInterrupt(1, "kill");
        callee.receivesInterrupt(2, "killnowait");
        caller.leaves();

        callee.receivesNothing();
    }

    @Test
    void a_session_that_calls_itself_and_leaves_is_sent_nothing() throws ProtocolViolation {
        callee.registers("com.a");
        callee.calls(1, "com.a");
        callee.receivesInvocation();
        callee.leaves();

        callee.receivesNothing();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    @Test
    void calls_after_the_loss_of_a_callee_reach_another_one() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        callee.registers("com.a", Map.of("invoke", "first"));
        second.registers("com.a", Map.of("invoke", "first"));
        caller.calls(1, "com.a");
        callee.leaves();
        caller.receivesError(1, ErrorUri.CANCELED);
        caller.calls(2, "com.a");

        second.receivesInvocation();
    }

    @Test
    void the_caller_hears_canceled_when_the_callee_dies_on_kill() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a");
        caller.cancels(1, "kill");
        caller.receivesNothing();
        callee.leaves();

        caller.receivesError(1, ErrorUri.CANCELED);
    }

    @Test
    void nothing_is_left_when_everyone_has_left() throws ProtocolViolation {
        callee.registers("com.a");
        caller.calls(1, "com.a", Map.of("timeout", 10L));
        caller.calls(2, "com.a", Map.of("progress", true));
        caller.leaves();
        callee.leaves();

        assertThat(realm.dealer.isEmpty()).isTrue();
    }
}
