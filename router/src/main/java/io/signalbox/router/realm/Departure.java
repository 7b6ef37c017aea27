package io.signalbox.router.realm;

import io.signalbox.router.meta.MetaApi;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;

/**
 * The end of what a session took part in: registrations, calls and subscriptions, then its testaments and the event that
 * tells of it. Confined to the realm's loop.
 *
 * <p>Most sessions leave in one task. Of one that has more than a slice the rest follows in tasks of its own; meanwhile
 * nothing is sent to it, no call goes to it, and nobody finds it, but its subscriptions and registrations are counted on.
 */
final class Departure {
    private final RouterSession session;
    private final Leaving parts;
    private final MetaApi meta;
    private final RealmExecutor tasks;

    /** Whether nobody is to hear of it. */
    private final boolean silent;

    Departure(RouterSession session, Leaving parts, MetaApi meta, RealmExecutor tasks, boolean silent) {
        this.session = session;
        this.parts = parts;
        this.meta = meta;
        this.tasks = tasks;
        this.silent = silent;
    }

    /**
     * Runs the first slice now.
     *
     * @return what it weighed, at least 1
     */
    int begin() {
        int before = Sweep.SLICE_WEIGHT;
        int left = advance(before);
        return 1 + before - left;
    }

    private int advance(int budget) {
        if (!silent) {
            return slice(budget);
        }
        int[] left = new int[1];
        meta.silently(() -> left[0] = slice(budget));
        return left[0];
    }

    private int slice(int budget) {
        int left = 0;
        try {
            left = parts.advance(budget);
        } finally {
            // What throws is behind the session then, and the rest has to leave all the same.
            if (left <= 0) {
                tasks.submit("a session leaving", () -> advance(Sweep.SLICE_WEIGHT));
            }
        }
        if (left > 0) {
            meta.left(session);
        }
        return Math.max(0, left);
    }
}
