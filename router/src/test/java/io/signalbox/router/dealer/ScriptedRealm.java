package io.signalbox.router.dealer;

import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/** A dealer with everything around it under the control of a test. */
final class ScriptedRealm {
    static final ClientFeatures ALL_FEATURES =
            new ClientFeatures(true, true, true, true, true, true, true, true, true, true, true, true, true, true);

    final ManualTimer timer = new ManualTimer();
    final RealmCounters counters = new RealmCounters();
    final Dealer dealer;

    private final RealmOutput output = new RealmOutput();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private long lastSession;

    ScriptedRealm() {
        this(SessionLimits.DEFAULTS, false);
    }

    ScriptedRealm(SessionLimits limits, boolean refusesDiscloseMe) {
        this(limits, refusesDiscloseMe, CallRules.none());
    }

    ScriptedRealm(SessionLimits limits, boolean refusesDiscloseMe, CallRules rules) {
        this(limits, refusesDiscloseMe, rules, HeldBudget.ofHeap());
    }

    ScriptedRealm(SessionLimits limits, boolean refusesDiscloseMe, CallRules rules, HeldBudget budget) {
        dealer = new Dealer(
                limits, refusesDiscloseMe, rules, budget, timer, new SplittableRandom(7), counters, executor());
    }

    private RealmExecutor executor() {
        return new RealmExecutor() {
            @Override
            public void followUp(String what, Runnable action) {
                throw new AssertionError("a dealer leaves others their turn: " + what);
            }

            @Override
            public void submit(String what, Runnable action) {
                tasks.add(action);
            }
        };
    }

    /** Runs one of the tasks that the dealer has left for later; false when there is none. */
    boolean runsTask() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    static SessionLimits limits(int registrations, int pendingPerCaller, int pendingPerCallee) {
        return new SessionLimits(1000, 10, 10, registrations, 1 << 20, 10, pendingPerCaller, pendingPerCallee, 1000);
    }

    /** The features that decide on progress, canceling and time. */
    static ClientFeatures features(
            boolean callerChunks, boolean calleeProgress, boolean calleeChunks, boolean calleeCanceling) {
        return new ClientFeatures(
                false,
                callerChunks,
                calleeProgress,
                calleeChunks,
                calleeCanceling,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false);
    }

    /** A peer that announces every feature. */
    ScriptedPeer peer() {
        return peer(ALL_FEATURES);
    }

    ScriptedPeer peer(ClientFeatures features) {
        return peer(features, (action, uri, match) -> Decision.ALLOWED);
    }

    ScriptedPeer peer(ClientFeatures features, Permissions permissions) {
        long id = ++lastSession;
        RouterRole role = new RouterRole("role" + id, permissions);
        Principal principal = new Principal("peer" + id, role, "anonymous", "static");
        RecordingConnection connection = new RecordingConnection();
        RouterSession session = new RouterSession(id, principal, features, connection, output);
        return new ScriptedPeer(dealer, session, connection);
    }
}
