package io.signalbox.router.dealer;

import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Permissions;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;

/** Dealer whose sessions, clock and tasks a test controls. */
final class ScriptedRealm {
    static final ClientFeatures ALL_FEATURES =
            new ClientFeatures(true, true, true, true, true, true, true, true, true, true, true, true, true, true);

    final ManualTimer timer = new ManualTimer();
    final RealmCounters counters = new RealmCounters();
    final Dealer dealer;

    private final RealmOutput output = new RealmOutput();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean isInside;
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
        RealmWork work = new RealmWork("test", executor(), timer);
        dealer = new Dealer(limits, refusesDiscloseMe, rules, budget, new SplittableRandom(7), counters, work);
    }

    private RealmExecutor executor() {
        return new RealmExecutor() {
            @Override
            public void followUp(String what, Runnable action) {
                throw new AssertionError("a follow-up overtakes the tasks of other sessions: " + what);
            }

            @Override
            public void submit(String what, Runnable action) {
                if (timer.isRinging && !isInside) {
                    // A timer finds the loop idle.
                    isInside = true;
                    try {
                        action.run();
                    } finally {
                        isInside = false;
                    }
                } else {
                    tasks.add(action);
                }
            }
        };
    }

    /** Runs the oldest task that the dealer has submitted. Returns false if there is none. */
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

    /** Returns features with the given values for progressive calls and results and for call canceling only. */
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

    /** Returns a peer that announces all features. */
    ScriptedPeer peer() {
        return peer(ALL_FEATURES);
    }

    ScriptedPeer peer(ClientFeatures features) {
        return peer(features, (action, uri, match) -> Decision.ALLOWED);
    }

    ScriptedPeer peer(ClientFeatures features, Permissions permissions) {
        return peer(features, new RouterRole("role" + (lastSession + 1), permissions));
    }

    ScriptedPeer peer(ClientFeatures features, RouterRole role) {
        long id = ++lastSession;
        Principal principal = new Principal("peer" + id, role, "anonymous", "static");
        RecordingConnection connection = new RecordingConnection();
        RouterSession session = new RouterSession(id, principal, features, connection, output);
        return new ScriptedPeer(dealer, session, connection);
    }
}
