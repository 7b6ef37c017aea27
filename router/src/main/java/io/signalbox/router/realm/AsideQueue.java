package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one session sent and what is done with it on another thread, in order. A pause of reading takes effect a little
 * later than it is asked for, so messages may come while an earlier one is not done with. Any thread may use it.
 */
final class AsideQueue {
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();

    /** Steps that run or wait; above zero somebody runs them or is about to. */
    private final AtomicInteger pending = new AtomicInteger();

    /** Whether nothing runs or waits; stays so until the next {@link #add}. */
    boolean isIdle() {
        return pending.get() == 0;
    }

    /** Adds a step behind those that wait; true when the caller must see to it that {@link #run} is called. */
    boolean add(Runnable step) {
        steps.add(step);
        return pending.getAndIncrement() == 0;
    }

    /** Runs what waits, until nothing does; throws behind the last step what steps threw. */
    void run() {
        AllSteps all = new AllSteps();
        do {
            all.then(Objects.requireNonNull(steps.poll()));
        } while (pending.decrementAndGet() > 0);
        all.rethrow();
    }
}
