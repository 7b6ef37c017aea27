package io.signalbox.transport.port;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Queue of the TLS handshakes of a port whose next step waits for a thread. A fixed number of steps runs at the same time,
 * because more steps than processors only take time from the selectors.
 *
 * <p>The step that has waited longest runs first. If that step has waited for a second, more handshakes begin than the machine
 * can do, and the newest step runs first. Otherwise all clients would wait equally long, and all would give up before their turn.
 *
 * <p>Thread-safe. The queue has at most one step of each connection.
 */
final class HandshakeQueue {
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Executor threads;
    private final int limit;
    private final LongSupplier nanoClock;

    // Guarded by this.
    private final SequencedMap<Runnable, Long> waiting = new LinkedHashMap<>();
    private int running;

    /**
     * Creates an empty queue.
     *
     * @param limit the number of steps that run at the same time; at least 1
     */
    HandshakeQueue(Executor threads, int limit, LongSupplier nanoClock) {
        this.threads = threads;
        this.limit = limit;
        this.nanoClock = nanoClock;
    }

    /** Runs a step on another thread, now or later. What the step throws goes to the thread, and the next step runs on another one. */
    void run(Runnable step) {
        synchronized (this) {
            if (running == limit) {
                waiting.put(step, nanoClock.getAsLong());
                return;
            }
            running++;
        }
        boolean isAccepted = false;
        try {
            threads.execute(() -> runAll(step));
            isAccepted = true;
        } finally {
            if (!isAccepted) {
                ended();
            }
        }
    }

    /** Removes a step, for a connection that is closed. Without effect if the step does not wait. */
    synchronized void remove(Runnable step) {
        waiting.remove(step);
    }

    private void runAll(Runnable first) {
        try {
            for (Runnable step = first; step != null; step = next()) {
                step.run();
            }
        } catch (Throwable failure) {
            Runnable next = next();
            if (next != null) {
                threads.execute(() -> runAll(next));
            }
            throw failure;
        }
    }

    private synchronized Runnable next() {
        if (waiting.isEmpty()) {
            ended();
            return null;
        }
        boolean isLate = nanoClock.getAsLong() - waiting.firstEntry().getValue() >= LONGEST_WAIT_NANOS;
        return (isLate ? waiting.pollLastEntry() : waiting.pollFirstEntry()).getKey();
    }

    private synchronized void ended() {
        running--;
    }
}
