package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a dealer does for many calls is cut into slices. */
class DealerSlicesTest {
    private static final int MANY = 3 * Sweep.SLICE_WEIGHT;

    private final ScriptedRealm realm = new ScriptedRealm(
            new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10_000, 10_000, 1 << 20),
            false,
            new CallRules(0, 0, List.of(new CallQueueLimit("com.", MatchPolicy.PREFIX, 10_000))));
    private final ScriptedPeer caller = realm.peer();
    private final ScriptedPeer callee = realm.peer();

    private void endsManyCalls() throws ProtocolViolation {
        callee.registers("com.a");
        for (int request = 1; request <= MANY; request++) {
            caller.calls(request, "com.a");
            caller.cancels(request, "skip");
        }
        assertThat(realm.dealer.endedInvocations()).isEqualTo(MANY);
    }

    private void leavesInSlices(Leaving leaving) {
        for (int left = MANY - Sweep.SLICE_WEIGHT; left >= 0; left -= Sweep.SLICE_WEIGHT) {
            assertThat(leaving.advance(Sweep.SLICE_WEIGHT)).isNotPositive();
            assertThat(realm.dealer.endedInvocations()).isEqualTo(left);
        }
        assertThat(leaving.advance(Sweep.SLICE_WEIGHT)).isPositive();
    }

    @Test
    void a_callee_leaves_its_ended_invocations_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(realm.dealer.leaving(callee.session()));
        caller.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    @Test
    void a_caller_leaves_its_ended_calls_in_slices() throws ProtocolViolation {
        endsManyCalls();
        leavesInSlices(realm.dealer.leaving(caller.session()));
        callee.leaves();
        assertThat(realm.dealer.isEmpty()).isTrue();
    }

    @Test
    void waiting_calls_are_served_in_slices_and_no_call_overtakes_another_one() throws ProtocolViolation {
        Map<String, Object> one = Map.of("concurrency", 1L, "invoke", "roundrobin", "match", "prefix");
        Map<String, Object> many = Map.of("concurrency", 10L, "invoke", "roundrobin", "match", "prefix");
        callee.registers("com.", one);
        for (int request = 1; request <= MANY; request++) {
            caller.calls(request, "com.a");
        }
        caller.calls(MANY + 1, "com.b");
        assertThat(callee.receivesInvocation().request()).isEqualTo(1);
        ScriptedPeer other = realm.peer(
                ScriptedRealm.ALL_FEATURES,
                (action, uri, match) -> uri.equals("com.a") ? Decision.DENIED : Decision.ALLOWED);
        other.registers("com.", many);

        // The call that the new callee may serve is behind the first slice, and a later one goes behind it.
        other.receivesNothing();
        caller.calls(MANY + 2, "com.b");
        other.receivesNothing();
        assertThat(realm.runsTask()).isTrue();
        other.receivesNothing();

        // Room for what was passed over: the oldest call gets it.
        callee.yields(1);
        caller.receivesResult(1);
        callee.receivesNothing();
        assertThat(realm.runsTask()).isTrue();
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(2);
        while (realm.runsTask()) {
            // Until all have been looked at.
        }
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(MANY + 1);
        other.yields(other.receivesInvocation().request());
        caller.receivesResult(MANY + 2);
        callee.yields(callee.receivesInvocation().request());
        caller.receivesResult(3);
    }
}
