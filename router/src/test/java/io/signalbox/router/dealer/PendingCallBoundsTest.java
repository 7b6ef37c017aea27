package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Limits of pending calls per caller and per callee. */
class PendingCallBoundsTest {
    private static final int IN_FLIGHT = 64;

    private final ScriptedRealm realm = new ScriptedRealm(ScriptedRealm.limits(9, 4, 8), false);
    private final ScriptedPeer callee = realm.peer();
    private final ScriptedPeer caller = realm.peer();

    private void calls(ScriptedPeer peer, int from, int to) throws ProtocolViolation {
        for (int request = from; request <= to; request++) {
            peer.calls(request, "com.a");
        }
    }

    @Test
    void a_caller_at_its_bound_is_paused_and_read_again_below_three_quarters() throws ProtocolViolation {
        callee.registers("com.a");
        calls(caller, 1, 3);
        assertThat(caller.isPaused()).isFalse();
        calls(caller, 4, 4);
        assertThat(caller.isPaused()).isTrue();

        callee.yields(1);
        assertThat(caller.isPaused()).isTrue();
        callee.yields(2);
        assertThat(caller.isPaused()).isFalse();
    }

    @Test
    void calls_already_on_their_way_are_still_taken_and_those_beyond_are_refused() throws ProtocolViolation {
        callee.registers("com.a");
        calls(caller, 1, 4 + IN_FLIGHT);
        caller.receivesNothing();
        calls(caller, 100, 100);

        caller.receivesError(100, ErrorUri.LIMIT_EXCEEDED);
        assertThat(realm.counters.refusedByLimit).isEqualTo(1);
    }

    @Test
    void a_caller_that_goes_on_when_its_longest_pause_is_over_is_paused_anew() throws ProtocolViolation {
        callee.registers("com.a");
        calls(caller, 1, 4 + IN_FLIGHT);
        caller.session().resumeAfterPendingCalls();
        assertThat(caller.isPaused()).isFalse();
        calls(caller, 100, 100);

        caller.receivesError(100, ErrorUri.LIMIT_EXCEEDED);
        assertThat(caller.isPaused()).isTrue();
    }

    @Test
    void callers_of_a_callee_at_its_bound_are_paused_until_it_has_caught_up() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        ScriptedPeer third = realm.peer();
        callee.registers("com.a");
        calls(caller, 1, 3);
        calls(second, 1, 3);
        calls(third, 1, 2);
        assertThat(third.isPaused()).isTrue();
        assertThat(caller.isPaused()).isFalse();

        callee.yields(1);
        callee.yields(2);
        assertThat(third.isPaused()).isTrue();
        callee.yields(3);
        assertThat(third.isPaused()).isFalse();
    }

    @Test
    void a_caller_paused_for_two_reasons_waits_for_both_to_end() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        callee.registers("com.a");
        calls(second, 1, 3);
        calls(second, 4, 4);
        calls(caller, 1, 4);
        assertThat(caller.isPaused()).isTrue();

        callee.yields(5);
        callee.yields(6);
        assertThat(caller.isPaused()).isTrue();
        callee.yields(1);
        assertThat(caller.isPaused()).isFalse();
    }

    @Test
    void the_loss_of_a_callee_lets_its_callers_go_on() throws ProtocolViolation {
        callee.registers("com.a");
        calls(caller, 1, 9);
        assertThat(caller.isPaused()).isTrue();
        callee.leaves();

        assertThat(caller.isPaused()).isFalse();
        for (int call = 0; call < 9; call++) {
            assertThat(caller.next()).isNotNull();
        }
        caller.receivesNothing();
    }

    @Test
    void a_paused_caller_that_leaves_is_not_resumed() throws ProtocolViolation {
        callee.registers("com.a");
        calls(caller, 1, 9);
        caller.leaves();

        assertThat(caller.isPaused()).isTrue();
        callee.leaves();
        assertThat(caller.isPaused()).isTrue();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    @Test
    void a_session_that_calls_itself_is_refused_but_never_paused() throws ProtocolViolation {
        callee.registers("com.a");
        calls(callee, 1, 4 + IN_FLIGHT);

        assertThat(callee.isPaused()).isFalse();
        for (int call = 0; call < 4 + IN_FLIGHT; call++) {
            callee.receivesInvocation();
        }
        calls(callee, 100, 100);
        callee.receivesError(100, ErrorUri.LIMIT_EXCEEDED);
    }

    @Test
    void unknown_procedures_do_not_count() throws ProtocolViolation {
        for (int request = 1; request <= 100; request++) {
            caller.calls(request, "com.none");
            caller.receivesError(request, ErrorUri.NO_SUCH_PROCEDURE);
        }
        assertThat(caller.isPaused()).isFalse();
    }

    @Test
    void many_callers_of_a_callee_that_has_caught_up_are_resumed_in_slices() throws ProtocolViolation {
        ScriptedRealm wide = new ScriptedRealm(ScriptedRealm.limits(9, 4, 4), false);
        ScriptedPeer busy = wide.peer();
        busy.registers("com.a");
        List<ScriptedPeer> callers = new ArrayList<>();
        for (int i = 0; i < 8 * Sweep.SLICE_WEIGHT; i++) {
            ScriptedPeer peer = wide.peer();
            peer.calls(1, "com.a");
            callers.add(peer);
        }
        for (int invocation = 1; invocation < callers.size() - 2; invocation++) {
            busy.yields(invocation);
        }
        assertThat(callers).filteredOn(ScriptedPeer::isPaused).hasSize(callers.size() - 3);
        busy.yields(callers.size() - 2);
        assertThat(callers).filteredOn(ScriptedPeer::isPaused).hasSize(callers.size() - 3 - Sweep.SLICE_WEIGHT);
        busy.yields(callers.size() - 1);
        busy.yields(callers.size());
        while (wide.runsTask()) {
            // The other slices.
        }
        assertThat(callers).noneMatch(ScriptedPeer::isPaused);
    }

    @Test
    void a_caller_that_leaves_is_not_paused_anew_when_its_call_is_rerouted_meanwhile() throws ProtocolViolation {
        ScriptedPeer second = realm.peer();
        callee.registers("com.a", Map.of("invoke", "first"));
        second.registers("com.a", Map.of("invoke", "first"));
        caller.calls(1, "com.a");
        Leaving leaving = caller.isLeaving();
        callee.fails(callee.receivesInvocation().request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        second.receivesNothing();
        assertThat(leaving.advance(1)).isPositive();
        callee.leaves();
        second.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }
}
