package io.signalbox.router.realm;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serial executor of a realm, without a thread of its own. The thread that raises the number of pending tasks from zero
 * owns the realm and drains it within a budget. All other threads add a task and leave. The counter establishes the
 * happens-before order between successive owners, so all state of the realm is plain and confined.
 *
 * <p>The state of the realm is in the cache of the last owner's core. A reading thread therefore enters at once only if
 * it was the last owner itself. A realm that other threads use as well is entered once in a round of reading, with all
 * tasks of the round.
 *
 * <p>Only an inbound read drains on its own thread ({@link #tryRun}). Every other task goes to the workers, because a
 * close or a failing write may occur within the flush of another realm.
 */
final class RealmLoop implements RealmExecutor {
    static final int SLICE_WEIGHT = 256;
    static final long SLICE_NANOS = 500_000;

    /** Number of attempts to enter a realm in use: a few microseconds, the length of a short drain. */
    private static final int TAKE_OVER_TRIES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(RealmLoop.class);

    /**
     * The loop that the thread drains. Limits the drain depth to one, even if a connection calls back during a write.
     */
    private static final ThreadLocal<RealmLoop> DRAINED_HERE = new ThreadLocal<>();

    private final String realm;
    private final Executor workers;
    private final LongSupplier nanoClock;
    private final int timedDrains;
    private final RealmOutput output;
    private final Queue<RealmTask> tasks = new ConcurrentLinkedQueue<>();

    /** Number of tasks that run or wait. Above zero the realm has an owner or is about to get one. */
    private final AtomicInteger pending = new AtomicInteger();

    /** Whether the workers rejected the last task. Only the first rejection is logged. */
    private volatile boolean workersRefuse;

    /**
     * The thread whose cache holds the realm. Other threads read the field and may see a stale value, which is
     * harmless.
     */
    private Thread lastOwner;

    // Confined to the owner of the realm.
    private final ArrayDeque<RealmTask> followUps = new ArrayDeque<>();
    private final ArrayDeque<RealmTask> arrivals = new ArrayDeque<>();
    /** Null in most slices. */
    private List<Runnable> afterwards;

    private boolean clockFailed;
    private int finished;
    private int weight;
    private long sliceBeginNanos;
    private long nowNanos;

    // Written by the owner, published by the release of the realm.
    private long busyNanos;
    private long drains;
    private long ranTasks;
    private long longestTaskNanos;

    RealmLoop(String realm, Executor workers, LongSupplier nanoClock, RealmOutput output) {
        this(realm, workers, LoopTiming.sampled(nanoClock), output);
    }

    RealmLoop(String realm, Executor workers, LoopTiming timing, RealmOutput output) {
        this.realm = realm;
        this.workers = workers;
        this.nanoClock = timing.nanoClock();
        this.timedDrains = timing.timedDrains();
        this.output = output;
    }

    /**
     * Runs the task and all tasks that arrive meanwhile, if the realm is idle, this thread was the last owner and
     * drains no other realm. For inbound reads only.
     *
     * @param flushes collects the connections to be flushed
     * @return false if the task has not run; the caller then uses {@link #takeOver} or {@link #submit}
     */
    boolean tryRun(RealmTask task, FlushBatch flushes) {
        Thread owner = lastOwner;
        return (owner == null || owner == Thread.currentThread()) && tryEnter(task, flushes);
    }

    /**
     * Runs the task even if another thread was the last owner. Waits a moment for the current owner, because the data
     * of the task is in the cache of this core, and then leaves the task to the owner. For inbound reads only.
     */
    void takeOver(RealmTask task, FlushBatch flushes) {
        for (int tries = 0; tries < TAKE_OVER_TRIES; tries++) {
            if (tryEnter(task, flushes)) {
                return;
            }
            Thread.onSpinWait();
        }
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            if (DRAINED_HERE.get() == null) {
                drain(null, flushes);
            } else {
                scheduleDrain();
            }
        }
    }

    private boolean tryEnter(RealmTask task, FlushBatch flushes) {
        if (pending.get() != 0 || DRAINED_HERE.get() != null || !pending.compareAndSet(0, 1)) {
            return false;
        }
        drain(task, flushes);
        return true;
    }

    /** Adds a task behind the waiting tasks. Thread-safe. */
    void submit(RealmTask task) {
        tasks.add(task);
        if (pending.getAndIncrement() == 0) {
            scheduleDrain();
        }
    }

    @Override
    public void submit(String what, Runnable action) {
        submit(new InternalTask(realm, what, action));
    }

    /** Adds a task that runs behind the current task and before any other task. Inside the loop only. */
    void followUp(RealmTask task) {
        requireInside();
        followUps.add(task);
        pending.getAndIncrement();
    }

    @Override
    public void followUp(String what, Runnable action) {
        followUp(new InternalTask(realm, what, action));
    }

    /** Adds a task that runs before all submitted tasks. Inside the loop only. */
    void arrived(RealmTask task) {
        requireInside();
        arrivals.add(task);
        pending.getAndIncrement();
    }

    /**
     * Runs an action on this thread after the realm has been left, because the action may write to a socket. Inside the
     * loop only.
     */
    void afterwards(Runnable action) {
        requireInside();
        if (afterwards == null) {
            afterwards = new ArrayList<>();
        }
        afterwards.add(action);
    }

    boolean isInside() {
        return DRAINED_HERE.get() == this;
    }

    /** Returns the load counters as of the last release of the realm. Thread-safe. */
    LoopLoad load() {
        int waiting = pending.get();
        return new LoopLoad(busyNanos, drains, ranTasks, longestTaskNanos, waiting);
    }

    /** Resets the longest task in the load counters. Inside the loop only. */
    void forgetLongestTask() {
        requireInside();
        longestTaskNanos = 0;
    }

    private void requireInside() {
        if (!isInside()) {
            throw new IllegalStateException("not inside realm " + realm);
        }
    }

    private void drainOnWorker() {
        FlushBatch flushes = new FlushBatch();
        drain(null, flushes);
        try {
            flushes.flush();
        } catch (Throwable failure) {
            LOG.error("realm={} a connection cannot be flushed; the connection is closed", realm, failure);
        }
    }

    /** Never throws: tasks report their exceptions, and the draining thread serves other realms and connections. */
    private void drain(RealmTask first, FlushBatch flushes) {
        boolean done = drainSlice(first, flushes);
        while (!done) {
            done = drainSlice(null, flushes);
        }
    }

    /** Returns false if tasks are left and no worker accepts them. */
    private boolean drainSlice(RealmTask first, FlushBatch flushes) {
        List<Runnable> actions = null;
        boolean released = false;
        DRAINED_HERE.set(this);
        try {
            beginSlice(flushes);
            if (first != null) {
                runFirst(first);
            }
            // Read before the release of the realm. After the release the field belongs to the next owner.
            actions = afterwards;
            released = tryRelease();
            if (!released) {
                beginTiming();
            }
            while (!released && !isSliceOver(flushes)) {
                run(next());
                actions = afterwards;
                released = tryRelease();
            }
        } catch (Throwable failure) {
            LOG.error("realm={} the loop failed between two tasks; the tasks that wait run later", realm, failure);
        }
        actions = released ? actions : afterwards;
        DRAINED_HERE.set(null);
        boolean done = released || isHandedOver();
        if (actions != null) {
            runEach(actions);
        }
        return done;
    }

    /** An exception of one action neither affects the other actions nor the connection that is being read. */
    private void runEach(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable failure) {
                LOG.error("realm={} an action behind a drain failed", realm, failure);
            }
        }
    }

    private void beginSlice(FlushBatch flushes) {
        output.collectInto(flushes);
        afterwards = null;
        finished = 0;
        weight = 0;
        drains++;
        if (lastOwner != Thread.currentThread()) {
            lastOwner = Thread.currentThread();
        }
    }

    private void runFirst(RealmTask first) {
        if (drains % timedDrains != 0) {
            execute(first);
            return;
        }
        nowNanos = now();
        long beginNanos = nowNanos;
        execute(first);
        long taken = now() - beginNanos;
        longestTaskNanos = Math.max(longestTaskNanos, taken);
        busyNanos += taken * timedDrains;
    }

    private void beginTiming() {
        sliceBeginNanos = now();
        nowNanos = sliceBeginNanos;
    }

    private boolean isSliceOver(FlushBatch flushes) {
        if (weight >= SLICE_WEIGHT || nowNanos - sliceBeginNanos >= SLICE_NANOS) {
            return true;
        }
        // Arrivals are few. Leaving them to another core costs more than the delay of the flush.
        return arrivals.isEmpty() && flushes.isDue();
    }

    private RealmTask next() {
        RealmTask next = followUps.poll();
        if (next == null) {
            next = arrivals.poll();
        }
        // The queue grows before the counter, so that each counted task is in the queue.
        return next != null ? next : Objects.requireNonNull(tasks.poll());
    }

    private void run(RealmTask task) {
        execute(task);
        long endNanos = now();
        longestTaskNanos = Math.max(longestTaskNanos, endNanos - nowNanos);
        busyNanos += endNanos - nowNanos;
        nowNanos = endNanos;
    }

    /**
     * Returns the time of the clock, or the last known time if the clock throws. Running the task has priority over the
     * measurement.
     */
    private long now() {
        try {
            return nanoClock.getAsLong();
        } catch (Throwable failure) {
            if (!clockFailed) {
                clockFailed = true;
                LOG.error("realm={} the clock fails; the load of the realm is not measured", realm, failure);
            }
            return nowNanos;
        }
    }

    private void execute(RealmTask task) {
        // Counted before the run, so that the realm never waits for a task that has thrown.
        finished++;
        ranTasks++;
        try {
            weight += task.run();
        } catch (Throwable failure) {
            weight++;
            report(task, failure);
        }
    }

    private void report(RealmTask task, Throwable failure) {
        try {
            task.failed(failure);
        } catch (Throwable another) {
            if (another != failure) {
                another.addSuppressed(failure);
            }
            LOG.error("realm={} a task failed, and ending the session of the task failed as well", realm, another);
        }
    }

    /** Leaves the realm if no task is pending. Another thread may enter before this method returns. */
    private boolean tryRelease() {
        return pending.get() == finished && pending.compareAndSet(finished, 0);
    }

    /** Leaves the realm, to a worker if a task is pending. Returns false if no worker accepts the realm. */
    private boolean isHandedOver() {
        return pending.addAndGet(-finished) == 0 || isTakenByWorkers();
    }

    /**
     * Submits a drain to the workers. If the workers reject the drain, this thread drains the realm, because tasks end
     * sessions and must not be lost.
     */
    private void scheduleDrain() {
        if (isTakenByWorkers()) {
            return;
        }
        RealmLoop around = DRAINED_HERE.get();
        if (around == null) {
            drainOnWorker();
        } else {
            around.afterwards(this::drainOnWorker);
        }
    }

    private boolean isTakenByWorkers() {
        try {
            workers.execute(this::drainOnWorker);
            if (workersRefuse) {
                workersRefuse = false;
            }
            return true;
        } catch (Throwable refusal) {
            if (!workersRefuse) {
                workersRefuse = true;
                LOG.warn(
                        "realm={} the worker pool rejects tasks ({}); other threads run the tasks",
                        realm,
                        refusal.toString());
            }
            return false;
        }
    }
}
