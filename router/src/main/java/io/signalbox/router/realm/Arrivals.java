package io.signalbox.router.realm;

import io.signalbox.protocol.connection.FlushBatch;
import java.util.ArrayDeque;

/**
 * Queue of one session's tasks that wait to enter the realm, in the order of arrival. The queue enters the realm as a
 * whole, because taking a realm over from another core costs several cache misses, which is too much for each message.
 *
 * <p>The thread that adds the first task makes the queue enter: at the end of a round of reading or through {@link
 * RealmLoop#submit}. The queue is at most once among the tasks of the loop. Otherwise a busy session would get several
 * turns in a row and starve the others.
 *
 * <p>Thread safety: all methods are thread-safe, except for {@link #run} and {@link #failed}, which are confined to the
 * realm's loop.
 */
final class Arrivals implements RealmTask, FlushBatch.Entry {
    private final RealmLoop loop;

    // Guarded by this.
    private final ArrayDeque<RealmTask> waiting = new ArrayDeque<>(0);
    private boolean isEntering;

    // Written under the lock, read without the lock for every message.
    private volatile boolean empty = true;

    Arrivals(RealmLoop loop) {
        this.loop = loop;
    }

    /** Returns whether no task waits, so that the next message may enter the realm directly. */
    boolean isEmpty() {
        return empty;
    }

    /** Adds a task. Returns true if no other task waits. */
    synchronized boolean add(RealmTask task) {
        boolean first = waiting.isEmpty();
        waiting.add(task);
        empty = false;
        return first;
    }

    /** Adds a task outside a round of reading and makes the queue enter the realm. */
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

    /** Moves all waiting tasks to the loop, which runs them before all submitted tasks. */
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
        throw new IllegalStateException("a queue of arrivals runs no task itself", failure);
    }
}
