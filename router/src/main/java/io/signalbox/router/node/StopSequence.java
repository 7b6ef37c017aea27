package io.signalbox.router.node;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the parts of a node one kind after the other. What does not end in its time, or fails to, is logged and left
 * alone. Used by one thread.
 */
final class StopSequence {
    private static final Logger LOG = LoggerFactory.getLogger(StopSequence.class);

    private final long endNanos;
    private boolean isComplete = true;

    StopSequence(long timeoutMillis) {
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Ends one part; may stand still. */
    interface Step<T> {
        void run(T part) throws Exception;
    }

    /** Ends all parts of a kind, each on a thread of its own that nobody has to wait for. */
    <T> void end(String kind, Collection<T> parts, long timeoutMillis, Step<T> step) throws InterruptedException {
        CompletableFuture<?>[] ends = parts.stream()
                .map(part -> CompletableFuture.runAsync(() -> end(kind, part, step), StopSequence::beside))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            isComplete = false;
            LOG.warn("some {} have not ended after {} ms and are left alone", kind, timeoutMillis);
        } catch (ExecutionException e) {
            // Logged by the thread that met it.
            isComplete = false;
        }
    }

    private static <T> void end(String kind, T part, Step<T> step) {
        try {
            step.run(part);
        } catch (TimeoutException e) {
            LOG.warn(e.getMessage());
            throw new CompletionException(e);
        } catch (Throwable e) {
            LOG.error("one of the {} did not end", kind, e);
            throw new CompletionException(e);
        }
    }

    private static void beside(Runnable step) {
        Thread.ofPlatform().daemon().name("stop").start(step);
    }

    /** What is left of the time for the whole. */
    long leftMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    /** Whether every part so far has ended in its time and without a failure. */
    boolean isComplete() {
        return isComplete;
    }
}
