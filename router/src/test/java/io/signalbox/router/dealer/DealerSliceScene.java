package io.signalbox.router.dealer;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.List;
import java.util.Map;

/** Realm with long call queues, for tests that count steps and tasks. */
abstract class DealerSliceScene {
    static final int SLICE = Sweep.SLICE_WEIGHT;
    static final int MANY = 3 * SLICE;
    static final Map<String, Object> SHARED = Map.of("invoke", "roundrobin");
    static final Map<String, Object> SHARED_FIRST = Map.of("invoke", "first");
    static final Map<String, Object> ONE = Map.of("concurrency", 1L, "invoke", "roundrobin", "match", "prefix");
    static final Map<String, Object> TEN = Map.of("concurrency", 10L, "invoke", "roundrobin", "match", "prefix");

    final HeldBudget budget = new HeldBudget(1 << 24);
    final ScriptedRealm realm = new ScriptedRealm(
            new SessionLimits(1000, 10, 10, 10, 1 << 20, 10, 10_000, 10_000, 1 << 20),
            false,
            new CallRules(0, 0, List.of(new CallRules.QueueLimit("com.", MatchPolicy.PREFIX, 10_000))),
            budget);
    final ScriptedPeer caller = realm.peer();
    final ScriptedPeer callee = realm.peer();

    /** Permissions that count decisions and deny one procedure. */
    static final class Denying implements Permissions {
        final String denied;
        int decisions;

        Denying(String denied) {
            this.denied = denied;
        }

        @Override
        public Decision decide(Action action, String uri, MatchPolicy match) {
            decisions++;
            return uri.equals(denied) ? Decision.DENIED : Decision.ALLOWED;
        }
    }

    ScriptedPeer peer(Permissions permissions) {
        return realm.peer(ScriptedRealm.ALL_FEATURES, permissions);
    }

    int runsTasks() {
        int tasks = 0;
        while (realm.runsTask()) {
            tasks++;
        }
        return tasks;
    }

    void nothingIsLeft() {
        runsTasks();
        assertThat(realm.dealer.isEmpty()).isTrue();
        assertThat(budget.reservedBytes()).isZero();
    }

    void fillsQueue(ScriptedPeer peer, String procedure, int first, int last) throws ProtocolViolation {
        for (int request = first; request <= last; request++) {
            peer.calls(request, procedure);
        }
    }

    void allLeave(ScriptedPeer... peers) {
        for (ScriptedPeer peer : peers) {
            peer.leaves();
        }
        nothingIsLeft();
    }
}
