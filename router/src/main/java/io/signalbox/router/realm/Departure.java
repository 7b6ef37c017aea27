package io.signalbox.router.realm;

import io.signalbox.router.meta.MetaApi;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;

/**
 * End of a session's participation in its realm: removes registrations, calls and subscriptions, then publishes the
 * testaments and the event about the session. Confined to the realm's loop.
 *
 * <p>Most sessions leave in one task. The removal of a larger session continues in tasks of its own. Meanwhile the
 * session receives no messages and no calls and is not listed, but subscriber and callee counts still include the
 * session.
 */
final class Departure {
    private final RouterSession session;
    private final Leaving parts;
    private final MetaApi meta;
    private final RealmExecutor executor;

    /** Whether the session leaves without meta events and testaments. */
    private final boolean silent;

    Departure(RouterSession session, Leaving parts, MetaApi meta, RealmExecutor executor, boolean silent) {
        this.session = session;
        this.parts = parts;
        this.meta = meta;
        this.executor = executor;
        this.silent = silent;
    }

    /**
     * Runs the first slice now.
     *
     * @return the weight of the slice, at least 1
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
            // After an exception the removal continues behind the element that caused the exception.
            if (left <= 0) {
                executor.submit("a session leaving", () -> advance(Sweep.SLICE_WEIGHT));
            }
        }
        if (left > 0) {
            meta.left(session);
        }
        return Math.max(0, left);
    }
}
