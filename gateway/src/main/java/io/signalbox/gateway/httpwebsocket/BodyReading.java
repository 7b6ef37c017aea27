package io.signalbox.gateway.httpwebsocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;

/**
 * Reading of the body of one request, up to a length, within a time, and not slower than a rate. No thread waits for the client. The
 * bytes are charged as they arrive, never by the announced length.
 *
 * <p>Thread-safe. Jetty calls {@link #run} on one thread at a time.
 */
final class BodyReading implements Runnable {
    private static final int FIRST_BYTES = 4 * 1024;

    /** Length up to which the memory of a body doubles. */
    private static final int DOUBLING_BYTES = 256 * 1024;

    private static final int STEP_BYTES = 64 * 1024;
    private static final int PROGRESS_BYTES = 1024;
    private static final int PROGRESS_SECONDS = 5;
    private static final int RETRY_SECONDS = 1;

    private final Content.Source source;
    private final int maxBytes;
    private final BodyBudget budget;
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();

    /** The body, of which all parts but the last one are full. Guarded by this. */
    private final List<byte[]> parts = new ArrayList<>();

    // Guarded by this.
    private int length;
    private int capacity;
    private int checkedLength;

    /** Body that cannot be read. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final int retrySeconds;

        private Failure(int status, int retrySeconds, String message) {
            super(message);
            this.status = status;
            this.retrySeconds = retrySeconds;
        }

        /** Returns the HTTP status for the client. */
        int status() {
            return status;
        }

        /** Returns the seconds after which another request may succeed; 0 if the same request fails again. */
        int retrySeconds() {
            return retrySeconds;
        }
    }

    private BodyReading(Content.Source source, int maxBytes, BodyBudget budget) {
        this.source = source;
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    /**
     * Reads a body.
     *
     * @param maxBytes maximum length
     * @param timeoutMillis the time in which the body has to arrive; at least 1
     * @param budget what the bytes are charged to until the future has been completed
     * @return the body; or a {@link Failure}; or another exception if the client has gone
     */
    static CompletableFuture<byte[]> begin(
            Content.Source source,
            int maxBytes,
            long timeoutMillis,
            ScheduledExecutorService timers,
            BodyBudget budget) {
        BodyReading reading = new BodyReading(source, maxBytes, budget);
        if (source.getLength() > maxBytes) {
            reading.result.completeExceptionally(reading.tooLong());
            return reading.result;
        }
        Future<?> deadline = timers.schedule(
                () -> reading.fail(HttpStatus.REQUEST_TIMEOUT_408, "The body has not arrived in time."),
                timeoutMillis,
                TimeUnit.MILLISECONDS);
        Future<?> progress = timers.scheduleWithFixedDelay(
                reading::checkProgress, PROGRESS_SECONDS, PROGRESS_SECONDS, TimeUnit.SECONDS);
        reading.result.whenComplete((body, failure) -> {
            deadline.cancel(false);
            progress.cancel(false);
            reading.release();
        });
        reading.run();
        return reading.result;
    }

    private Failure tooLong() {
        return new Failure(HttpStatus.PAYLOAD_TOO_LARGE_413, 0, "The body is longer than " + maxBytes + " bytes.");
    }

    private void fail(int status, String text) {
        result.completeExceptionally(new Failure(status, 0, text));
    }

    /** Ends a body that comes byte by byte, and holds its memory meanwhile. */
    private void checkProgress() {
        boolean isSlow;
        synchronized (this) {
            isSlow = length - checkedLength < PROGRESS_BYTES;
            checkedLength = length;
        }
        if (isSlow) {
            fail(
                    HttpStatus.REQUEST_TIMEOUT_408,
                    "The body arrives more slowly than " + PROGRESS_BYTES + " bytes in " + PROGRESS_SECONDS
                            + " seconds.");
        }
    }

    @Override
    public void run() {
        while (!result.isDone()) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                result.completeExceptionally(chunk.getFailure());
                return;
            }
            Failure refusal;
            boolean isLast = chunk.isLast();
            try {
                refusal = take(chunk);
            } finally {
                chunk.release();
            }
            // The completion runs code of the caller, which takes other locks.
            if (refusal != null) {
                result.completeExceptionally(refusal);
            } else if (isLast) {
                result.complete(body());
            }
        }
    }

    private synchronized void release() {
        budget.release(capacity);
        parts.clear();
        capacity = 0;
        length = 0;
    }

    /** Takes the bytes of a chunk. Returns why the body cannot be read, or null. */
    private synchronized Failure take(Content.Chunk chunk) {
        if (result.isDone()) {
            return null;
        }
        if (chunk.remaining() > maxBytes - length) {
            return tooLong();
        }
        while (chunk.hasRemaining()) {
            if (length == capacity && !grow()) {
                return new Failure(
                        HttpStatus.SERVICE_UNAVAILABLE_503, RETRY_SECONDS, "There is no memory left for the body.");
            }
            byte[] last = parts.getLast();
            int free = capacity - length;
            int more = Math.min(free, chunk.remaining());
            chunk.get(last, last.length - free, more);
            length += more;
        }
        return null;
    }

    /** Adds a part. Returns false if no memory is left. */
    private boolean grow() {
        int wanted = capacity == 0 ? FIRST_BYTES : capacity < DOUBLING_BYTES ? capacity : STEP_BYTES;
        int more = Math.min(wanted, maxBytes - capacity);
        if (!budget.tryReserve(more)) {
            return false;
        }
        capacity += more;
        parts.add(new byte[more]);
        return true;
    }

    private synchronized byte[] body() {
        byte[] body = new byte[length];
        int copied = 0;
        for (byte[] part : parts) {
            int more = Math.min(part.length, length - copied);
            System.arraycopy(part, 0, body, copied, more);
            copied += more;
        }
        return body;
    }
}
