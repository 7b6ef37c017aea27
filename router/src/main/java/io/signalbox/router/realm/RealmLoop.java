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
 * A realm's serial executor without a thread of its own. Whoever raises the number of pending tasks from zero owns the
 * realm and drains it within a budget; everybody else adds a task and leaves. The counter orders what one owner wrote
 * before what the next one reads, so everything in the realm is plain and confined.
 *
 * <p>What an owner touches is in its core's cache. A reading thread therefore enters at once only where it was the
 * last owner itself; a realm that others use too it takes over once in a round, with all that has come for it.
 *
 * <p>Only an inbound read drains on its own thread ({@link #tryRun}); every other task goes to the workers, because a
 * close or a failing write may come from within another realm's flush.
 */
final class RealmLoop implements RealmExecutor {
    static final int SLICE_WEIGHT = 256;
    static final long SLICE_NANOS = 500_000;

    /** How often a thread looks again for a realm that is in use: a few microseconds, as long as a short drain. */
    private static final int TAKE_OVER_TRIES = 256;

    private static final Logger LOG = LoggerFactory.getLogger(RealmLoop.class);

    /** The loop that a thread is draining: keeps the depth at one, whatever a connection does when it is written to. */
    private static final ThreadLocal<RealmLoop> DRAINED_HERE = new ThreadLocal<>();

    private final String realm;
    private final Executor workers;
    private final LongSupplier nanoClock;
    private final int timedDrains;
    private final RealmOutput output;
    private final Queue<RealmTask> tasks = new ConcurrentLinkedQueue<>();

    /** Tasks that run, wait or follow; above zero somebody owns the realm or is about to. */
    private final AtomicInteger pending = new AtomicInteger();

    /** Whether the workers took nothing when they were last asked; that is logged once. */
    private volatile boolean workersRefuse;

    /** Whose cache has the realm; read by others, and wrong then at worst. */
    private Thread lastOwner;

    // Confined to the owner of the realm.
    private final ArrayDeque<RealmTask> followUps = new ArrayDeque<>();
    private final ArrayDeque<RealmTask> arrivals = new ArrayDeque<>();
    /** Null where there are none, which is the rule. */
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
     * Runs the task at once, and what has come meanwhile, if the realm is idle, this thread was the last in it and is in
     * no other. For inbound reads only.
     *
     * @param flushes takes what was written to
     * @return false when nothing was done; {@link #takeOver} and {@link #submit} are the ways then
     */
    boolean tryRun(RealmTask task, FlushBatch flushes) {
        Thread owner = lastOwner;
        return (owner == null || owner == Thread.currentThread()) && tryEnter(task, flushes);
    }

    /**
     * Runs the task whoever was the last in the realm. One who is in it is waited for a moment, since the task's data is
     * in the cache here; one who stays longer is left the task. For inbound reads only.
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

    /** Adds a task behind those that wait; any thread. */
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

    /** Adds a consequence of the task that is running: it comes before any other task. Inside the realm only. */
    void followUp(RealmTask task) {
        requireInside();
        followUps.add(task);
        pending.getAndIncrement();
    }

    @Override
    public void followUp(String what, Runnable action) {
        followUp(new InternalTask(realm, what, action));
    }

    /** Adds a task of those whose turn it is: it comes before any that was submitted. Inside the realm only. */
    void arrived(RealmTask task) {
        requireInside();
        arrivals.add(task);
        pending.getAndIncrement();
    }

    /** Runs an action on this thread when it has left the realm: what may write to a socket. Inside the realm only. */
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

    /** What it has done; any thread, as of the last time the realm was left. */
    LoopLoad load() {
        int waiting = pending.get();
        return new LoopLoad(busyNanos, drains, ranTasks, longestTaskNanos, waiting);
    }

    /** Looks for the longest task from now on. Inside the realm only. */
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
            LOG.error("realm={} a connection cannot be flushed and is closed", realm, failure);
        }
    }

    /** Never throws: tasks report what they throw, and whoever drains serves others. */
    private void drain(RealmTask first, FlushBatch flushes) {
        boolean done = drainSlice(first, flushes);
        while (!done) {
            done = drainSlice(null, flushes);
        }
    }

    /** False when tasks are left that no worker takes. */
    private boolean drainSlice(RealmTask first, FlushBatch flushes) {
        List<Runnable> actions = null;
        boolean released = false;
        DRAINED_HERE.set(this);
        try {
            beginSlice(flushes);
            if (first != null) {
                runFirst(first);
            }
            // Taken before the realm is left: from then on the field is the next owner's.
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
            LOG.error("realm={} a slice was cut short between two tasks", realm, failure);
        }
        actions = released ? actions : afterwards;
        DRAINED_HERE.set(null);
        boolean done = released || isHandedOver();
        if (actions != null) {
            runEach(actions);
        }
        return done;
    }

    /** One that throws is no reason to leave out the others, nor a fault of the connection that is being read. */
    private void runEach(List<Runnable> actions) {
        for (Runnable action : actions) {
            try {
                action.run();
            } catch (Throwable failure) {
                LOG.error("realm={} what was to follow a task failed", realm, failure);
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
        // Arrivals are few, and leaving them to another core would cost more than the flush is late.
        return arrivals.isEmpty() && flushes.isDue();
    }

    private RealmTask next() {
        RealmTask next = followUps.poll();
        if (next == null) {
            next = arrivals.poll();
        }
        // The counter is raised behind the queue, so that what it counts is there.
        return next != null ? next : Objects.requireNonNull(tasks.poll());
    }

    private void run(RealmTask task) {
        execute(task);
        long endNanos = now();
        longestTaskNanos = Math.max(longestTaskNanos, endNanos - nowNanos);
        busyNanos += endNanos - nowNanos;
        nowNanos = endNanos;
    }

    /** What the clock says. Where the clock throws, time stands still: that a task runs matters more than how long. */
    private long now() {
        try {
            return nanoClock.getAsLong();
        } catch (Throwable failure) {
            if (!clockFailed) {
                clockFailed = true;
                LOG.error("realm={} its clock fails, and its load is not measured", realm, failure);
            }
            return nowNanos;
        }
    }

    private void execute(RealmTask task) {
        // Counted first: whatever is thrown, the realm must not wait for a task that is gone.
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
            LOG.error("realm={} a task failed, and so did ending its session", realm, another);
        }
    }

    /** Leaves the realm if nothing is pending: after that another thread may be inside. */
    private boolean tryRelease() {
        return pending.get() == finished && pending.compareAndSet(finished, 0);
    }

    /** Leaves the realm, to a worker if anything is pending; false when no worker takes it. */
    private boolean isHandedOver() {
        return pending.addAndGet(-finished) == 0 || isTakenByWorkers();
    }

    /** Has a worker drain the realm; where none takes it, this thread does: nobody else would, and tasks end sessions. */
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
                LOG.warn("realm={} its workers take no tasks ({}); other threads run them", realm, refusal.toString());
            }
            return false;
        }
    }
}
