package io.signalbox.router.realm;

import io.signalbox.protocol.connection.FlushBatch;
import java.util.ArrayDeque;

/**
 * What one session has sent while its realm was in use elsewhere, in order. It enters the realm as a whole, because
 * taking a realm over from another core costs several cache misses, which one message alone is not worth.
 *
 * <p>Any thread may add. Who adds to an empty one sees to it that it enters: at the end of a round of reading, or else
 * through {@link RealmLoop#submit}. It stands once at most among the loop's tasks, whoever has it enter: with several turns
 * in a row, a session that always has more to say would keep all others waiting.
 */
final class Arrivals implements RealmTask, FlushBatch.Entry {
    private final RealmLoop loop;

    // Guarded by this.
    private final ArrayDeque<RealmTask> waiting = new ArrayDeque<>(0);
    private boolean isEntering;

    // Written under the lock too, read without it for every message.
    private volatile boolean empty = true;

    Arrivals(RealmLoop loop) {
        this.loop = loop;
    }

    /** Whether nothing waits here, so that the next message may try to enter by itself. */
    boolean isEmpty() {
        return empty;
    }

    /** Adds a task behind those that wait; true when it is the first. */
    synchronized boolean add(RealmTask task) {
        boolean first = waiting.isEmpty();
        waiting.add(task);
        empty = false;
        return first;
    }

    /** Adds a task that comes from no round of reading; what waits before it enters with it. */
    void submit(RealmTask task) {
        add(task);
        if (beginEntering()) {
            loop.submit(this);
        }
    }

    @Override
    public void enter(FlushBatch flushes) {
        if (!isEmpty() && beginEntering()) {
            loop.takeOver(this, flushes);
        }
    }

    private synchronized boolean beginEntering() {
        boolean begins = !isEntering && !waiting.isEmpty();
        isEntering |= begins;
        return begins;
    }

    /** Hands all that waits to the loop, which runs it before anything else from outside. */
    @Override
    public synchronized int run() {
        try {
            for (RealmTask task = waiting.poll(); task != null; task = waiting.poll()) {
                loop.arrived(task);
            }
        } finally {
            empty = waiting.isEmpty();
            isEntering = false;
        }
        return 0;
    }

    @Override
    public void failed(Throwable failure) {
        throw new IllegalStateException("arrivals are only handed over", failure);
    }
}
