package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Executor of cryptographic work, which takes longer than routing a message: derives keys and verifies signatures on
 * virtual threads. Few tasks run at a time, and no task follows another at once, so that authentications leave three
 * quarters of the processors to the routing: the operating system shares a processor equally between a thread of the
 * routing and a thread of this executor. The number of waiting tasks is bounded. Thread-safe.
 */
public final class KeyWork {
    /** Refusal of a client because too many tasks wait. Tells nothing about the client. */
    static final AuthStep BUSY = new AuthStep.Rejected(
            ErrorUri.AUTHENTICATION_FAILED, "too many clients authenticate at this time; try again later");

    /** Share of the processors for all tasks together. */
    private static final double SHARE = 0.25;

    /** Longest pause, so that a task of several seconds does not delay the next client further. */
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Semaphore free;
    private final int maxWaiting;
    private final double pause;
    private final LongSupplier nanoTime;
    private final LongConsumer pauses;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /**
     * Creates an executor without pauses.
     *
     * @param parallel the maximum number of running tasks, from 1
     * @param maxWaiting the maximum number of tasks that run or wait, from 1
     */
    public KeyWork(int parallel, int maxWaiting) {
        this(parallel, maxWaiting, 0, System::nanoTime, LockSupport::parkNanos);
    }

    /**
     * @param pause the time between two tasks, as a multiple of the time of the first
     * @param pauses waits for so many nanoseconds
     */
    KeyWork(int parallel, int maxWaiting, double pause, LongSupplier nanoTime, LongConsumer pauses) {
        // Fair: tasks run in the order of their arrival.
        free = new Semaphore(parallel, true);
        this.maxWaiting = maxWaiting;
        this.pause = pause;
        this.nanoTime = nanoTime;
        this.pauses = pauses;
    }

    /** Returns the executor of a node: tasks run on half of the processors at most, and take a quarter of their time. */
    public static KeyWork ofProcessors(int maxWaiting) {
        int processors = Runtime.getRuntime().availableProcessors();
        int parallel = Math.max(1, processors / 2);
        return new KeyWork(parallel, maxWaiting, pause(parallel, processors), System::nanoTime, LockSupport::parkNanos);
    }

    /** Returns the pause with which the tasks take their share of the processors. */
    static double pause(int parallel, int processors) {
        return parallel / (SHARE * processors) - 1;
    }

    /** Runs a step on a virtual thread. Refuses the client if too many tasks wait. */
    public AuthStep run(Supplier<AuthStep> step) {
        if (waiting.incrementAndGet() > maxWaiting) {
            waiting.decrementAndGet();
            refused.increment();
            return BUSY;
        }
        CompletableFuture<AuthStep> later = new CompletableFuture<>();
        try {
            Thread.ofVirtual().name("key-work").start(() -> complete(later, step));
        } catch (Throwable failure) {
            waiting.decrementAndGet();
            throw failure;
        }
        return new AuthStep.Pending(later);
    }

    private void complete(CompletableFuture<AuthStep> later, Supplier<AuthStep> step) {
        free.acquireUninterruptibly();
        try {
            long start = nanoTime.getAsLong();
            perform(later, step);
            waiting.decrementAndGet();
            // A task that is longer because other threads have used the processor is followed by a longer pause.
            pauses.accept(Math.min(MAX_PAUSE_NANOS, (long) ((nanoTime.getAsLong() - start) * pause)));
        } finally {
            free.release();
        }
    }

    private static void perform(CompletableFuture<AuthStep> later, Supplier<AuthStep> step) {
        try {
            later.complete(step.get());
        } catch (Throwable failure) {
            later.completeExceptionally(failure);
        }
    }

    /** Returns the number of clients that were refused because too many tasks waited. */
    public long refused() {
        return refused.sum();
    }
}
