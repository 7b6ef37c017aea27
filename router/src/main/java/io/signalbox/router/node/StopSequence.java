package io.signalbox.router.node;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();

    StopSequence(long timeoutMillis) {
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Ends one part; may stand still. */
    interface Step<T> {
        void run(T part) throws Exception;
    }

    /** Ends all parts of a kind, each on a thread of its own that nobody has to wait for. */
    <T> void end(String kind, Collection<T> parts, long timeoutMillis, Step<T> step) throws InterruptedException {
        List<CompletableFuture<Void>> ofKind = parts.stream()
                .map(part -> CompletableFuture.runAsync(() -> end(kind, part, step), StopSequence::beside))
                .toList();
        ends.addAll(ofKind);
        if (!await(ofKind, timeoutMillis)) {
            LOG.warn("some {} have not ended after {} ms and are left alone", kind, timeoutMillis);
        }
    }

    /** Whether all have ended in this time, be it with a failure. */
    private static boolean await(List<CompletableFuture<Void>> ends, long timeoutMillis) throws InterruptedException {
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(timeoutMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // Logged by the thread that met it.
            return true;
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

    /** Waits until the end of the time for parts that were left alone; whether all have ended without a failure. */
    boolean isComplete() throws InterruptedException {
        return await(ends, leftMillis()) && ends.stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    }
}
