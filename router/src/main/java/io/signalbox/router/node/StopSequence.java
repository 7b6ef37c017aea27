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
 * Sequence that ends the parts of a node, one kind after the other. A part that fails, or that does not end in time, is logged and
 * abandoned. Confined to one thread.
 */
final class StopSequence {
    private static final Logger LOG = LoggerFactory.getLogger(StopSequence.class);

    private final long endNanos;
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();

    StopSequence(long timeoutMillis) {
        endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    }

    /** Ends one part. May block. */
    interface Step<T> {
        void run(T part) throws Exception;
    }

    /** Ends all parts of a kind, each on its own daemon thread. */
    <T> void end(String kind, Collection<T> parts, long timeoutMillis, Step<T> step) throws InterruptedException {
        List<CompletableFuture<Void>> ofKind = parts.stream()
                .map(part -> CompletableFuture.runAsync(() -> end(kind, part, step), StopSequence::beside))
                .toList();
        ends.addAll(ofKind);
        if (!await(ofKind, timeoutMillis)) {
            LOG.warn("some {} have not ended after {} ms; the stop goes on without them", kind, timeoutMillis);
        }
    }

    /** Returns whether all parts have ended in time, with or without a failure. */
    private static boolean await(List<CompletableFuture<Void>> ends, long timeoutMillis) throws InterruptedException {
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(timeoutMillis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            // The thread of the part has logged the failure.
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

    /** Returns the time that is left for the whole sequence, at least 1 ms. */
    long leftMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime()));
    }

    /** Waits for abandoned parts in the remaining time. Returns whether all parts have ended without a failure. */
    boolean isComplete() throws InterruptedException {
        return await(ends, leftMillis()) && ends.stream().noneMatch(CompletableFuture::isCompletedExceptionally);
    }
}
