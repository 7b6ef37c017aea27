package io.signalbox.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Future of an answer that arrives on a thread of the transport, which runs no code of the user. If a thread waits in
 * {@code get} or {@code join}, this thread completes the future, so that no other thread is needed. Otherwise a thread of the
 * executor completes the future and runs the stages that depend on it. Thread-safe.
 */
class PendingFuture<T> extends CompletableFuture<T> {
    private final Executor executor;

    /** Null, the first thread that waits, or the answer that has arrived. */
    private final AtomicReference<Object> arrival = new AtomicReference<>();

    /** Answer that has arrived. Exactly one component is not null, except for an answer without a value. */
    private record Answer<T>(T value, WampException failure) {}

    /** @param executor runs the stages that depend on the future */
    PendingFuture(Executor executor) {
        this.executor = executor;
    }

    /** Hands over the value. Called on a thread of the transport. */
    final void arrived(T value) {
        arrive(new Answer<>(value, null));
    }

    /** Hands over the failure. Called on a thread of the transport. */
    final void arrivedFailure(WampException failure) {
        arrive(new Answer<>(null, failure));
    }

    private void arrive(Answer<T> answer) {
        Object before = arrival.getAndUpdate(known -> known instanceof Answer ? known : answer);
        if (before instanceof Thread waiting) {
            LockSupport.unpark(waiting);
        } else if (before == null) {
            executor.execute(this::finish);
        }
    }

    /** Completes the future with the answer that has arrived. */
    @SuppressWarnings("unchecked") // Only arrive() stores an answer.
    private void finish() {
        Answer<T> answer = (Answer<T>) arrival.get();
        if (answer.failure() == null) {
            super.complete(answer.value());
        } else {
            super.completeExceptionally(answer.failure());
        }
    }

    /**
     * Waits for the answer as the first thread that waits. Returns early if another thread waits already, or if the calling
     * thread is interrupted.
     *
     * @param deadlineNanos the end of the wait by {@link System#nanoTime}, if {@code isTimed}
     */
    private void awaitArrival(boolean isTimed, long deadlineNanos, boolean isInterruptible) {
        if (isDone() || !arrival.compareAndSet(null, Thread.currentThread())) {
            return;
        }
        boolean wasInterrupted = false;
        while (arrival.get() == Thread.currentThread() && !isDone()) {
            long leftNanos = deadlineNanos - System.nanoTime();
            boolean isInterrupted = Thread.currentThread().isInterrupted();
            if (isTimed && leftNanos <= 0 || isInterruptible && isInterrupted) {
                break;
            }
            if (isInterrupted) {
                wasInterrupted = Thread.interrupted();
            } else if (isTimed) {
                LockSupport.parkNanos(this, leftNanos);
            } else {
                LockSupport.park(this);
            }
        }
        // The answer may have arrived meanwhile, for this thread to complete the future.
        if (!arrival.compareAndSet(Thread.currentThread(), null)) {
            finish();
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public T join() {
        awaitArrival(false, 0, false);
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        awaitArrival(false, 0, true);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        long deadlineNanos = System.nanoTime() + unit.toNanos(timeout);
        awaitArrival(true, deadlineNanos, true);
        return super.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Gives the answer up, because the user has completed the future. Idempotent. */
    void abandoned() {}

    @Override
    public boolean complete(T value) {
        boolean isFirst = super.complete(value);
        if (isFirst) {
            abandonedByUser();
        }
        return isFirst;
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        boolean isFirst = super.completeExceptionally(failure);
        if (isFirst) {
            abandonedByUser();
        }
        return isFirst;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean isFirst = !isDone() && super.cancel(mayInterruptIfRunning);
        if (isFirst) {
            abandonedByUser();
        }
        return isFirst;
    }

    /** Wakes up the thread that waits, which does not wait as other threads do. */
    private void abandonedByUser() {
        if (arrival.get() instanceof Thread waiting) {
            LockSupport.unpark(waiting);
        }
        abandoned();
    }
}
