package io.signalbox.router.auth;

import io.signalbox.protocol.message.ErrorUri;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Executor of cryptographic work, which takes longer than routing a message: derives keys and verifies signatures on
 * virtual threads. Few tasks run at a time, so that authentications leave the processors to the routing, and the number
 * of waiting tasks is bounded. Thread-safe.
 */
public final class KeyWork {
    /** Refusal of a client because too many tasks wait. Tells nothing about the client. */
    static final AuthStep BUSY = new AuthStep.Rejected(
            ErrorUri.AUTHENTICATION_FAILED, "too many clients authenticate at this time; try again later");

    private final Semaphore free;
    private final int maxWaiting;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /**
     * @param parallel the maximum number of running tasks, from 1
     * @param maxWaiting the maximum number of tasks that run or wait, from 1
     */
    public KeyWork(int parallel, int maxWaiting) {
        // Fair: tasks run in the order of their arrival.
        free = new Semaphore(parallel, true);
        this.maxWaiting = maxWaiting;
    }

    /** Returns the executor of a node: half of the processors at most, at least one. */
    public static KeyWork ofProcessors(int maxWaiting) {
        return new KeyWork(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), maxWaiting);
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
            later.complete(step.get());
        } catch (Throwable failure) {
            later.completeExceptionally(failure);
        } finally {
            free.release();
            waiting.decrementAndGet();
        }
    }

    /** Returns the number of clients that were refused because too many tasks waited. */
    public long refused() {
        return refused.sum();
    }
}
