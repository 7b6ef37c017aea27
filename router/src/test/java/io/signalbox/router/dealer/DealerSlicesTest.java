package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Registered;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Leaving;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Work of a dealer that grows with the number of calls or callees runs in slices. */
class DealerSlicesTest extends DealerSliceScene {
    private void endsManyCalls() throws ProtocolViolation {
        callee.registers("com.a");
        for (int request = 1; request <= MANY; request++) {
            caller.calls(request, "com.a");
            caller.cancels(request, "skip");
        }
        assertThat(realm.dealer.endedInvocations()).isEqualTo(MANY);
    }

    private void leavesInSlices(Leaving leaving) {
        for (int left = MANY - SLICE; left >= 0; left -= SLICE) {
            assertThat(leaving.advance(SLICE)).isNotPositive();
            assertThat(realm.dealer.endedInvocations()).isEqualTo(left);
        }
        assertThat(leaving.advance(SLICE)).isPositive();
    }

    @Test
    void a_callee_leaves_its_ended_invocations_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(callee.isLeaving());
        caller.leaves();
        nothingIsLeft();
    }

    @Test
    void a_caller_leaves_its_ended_calls_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(caller.isLeaving());
        callee.leaves();
        nothingIsLeft();
    }

    @Test
    void callees_that_refuse_the_options_of_a_rerouted_call_are_looked_at_once() throws ProtocolViolation {
        ScriptedPeer first = realm.peer();
        first.registers("com.a", SHARED);
        List<ScriptedPeer> plain = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ScriptedPeer peer = realm.peer(ClientFeatures.NONE);
            peer.registers("com.a", SHARED);
            plain.add(peer);
        }
        caller.calls(new Call(1, Map.of("ppt_scheme", "x_a"), "com.a", Payload.EMPTY), Decision.ALLOWED);
        plain.forEach(peer -> peer.connection.congestionLooks = 0);
        first.fails(first.receivesInvocation().request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        caller.receivesError(1, ErrorUri.NO_AVAILABLE_CALLEE);
        assertThat(plain)
                .allSatisfy(peer -> assertThat(peer.connection.congestionLooks).isEqualTo(1));
        plain.forEach(ScriptedPeer::leaves);
        allLeave(caller, first);
    }

    @Test
    void the_memory_of_the_callees_that_were_not_available_is_charged() throws ProtocolViolation {
        List<ScriptedPeer> callees = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ScriptedPeer peer = realm.peer();
            peer.registers("com.a", SHARED);
            callees.add(peer);
        }
        caller.calls(1, "com.a");
        long before = budget.reservedBytes();
        for (ScriptedPeer peer : callees.subList(0, 99)) {
            peer.fails(peer.receivesInvocation().request(), ErrorUri.UNAVAILABLE, Payload.EMPTY);
        }
        assertThat(budget.reservedBytes() - before).isGreaterThanOrEqualTo(99 * 48);
        callees.getLast().yields(callees.getLast().receivesInvocation().request());
        caller.receivesResult(1);
        callees.forEach(ScriptedPeer::leaves);
        allLeave(caller);
    }

    @Test
    void a_procedure_of_many_ended_callees_is_free_at_once_and_the_callees_leave_in_slices() throws ProtocolViolation {
        List<ScriptedPeer> ended = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ScriptedPeer peer = realm.peer();
            peer.registers("com.a", SHARED);
            ended.add(peer);
        }
        long old = realm.dealer.registrations().find(MatchPolicy.EXACT, "com.a").id();
        realm.dealer.sessionsAreLeaving(true);
        List<Leaving> leavings = ended.stream().map(ScriptedPeer::isLeaving).toList();

        caller.calls(1, "com.a");
        caller.receivesError(1, ErrorUri.NO_SUCH_PROCEDURE);
        callee.sendsRegister(1, "com.a", Map.of());
        assertThat(callee.receives(Registered.class).registration()).isNotEqualTo(old);
        assertThat(realm.dealer.registrations().countCallees(old)).isEqualTo(MANY);
        caller.calls(2, "com.a");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);

        leavings.forEach(leaving -> assertThat(leaving.advance(SLICE)).isPositive());
        realm.dealer.sessionsAreLeaving(false);
        assertThat(realm.dealer.registrations().find(old)).isNull();
        assertThat(realm.dealer.registrations().find(MatchPolicy.EXACT, "com.a"))
                .isNotNull();
        allLeave(caller, callee);
    }

    @Test
    void room_that_expired_calls_leave_goes_to_calls_that_have_not_expired() throws ProtocolViolation {
        callee.registers("com.a", Map.of("concurrency", 1L));
        caller.calls(1, "com.a", Map.of("timeout", 10L));
        caller.calls(2, "com.a", Map.of("timeout", 10L));
        caller.calls(3, "com.a");
        callee.receivesInvocation();
        realm.timer.advanceMillis(10);
        caller.receivesError(1, ErrorUri.TIMEOUT);
        caller.receivesError(2, ErrorUri.TIMEOUT);
        callee.receivesInterrupt(1, "killnowait");
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(3);
        allLeave(caller, callee);
    }
}
