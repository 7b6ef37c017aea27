package io.signalbox.gateway.httpwebsocket;

import io.signalbox.transport.connection.AssemblyBudget;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reading of the body of one request, up to a length and within a time. No thread waits for the client. The bytes are charged as they
 * arrive, never by the announced length.
 *
 * <p>Thread-safe. Jetty calls {@link #run} on one thread at a time.
 */
final class BodyReading implements Runnable {
    private static final int FIRST_BYTES = 4 * 1024;

    private final Request request;
    private final int maxBytes;
    private final AssemblyBudget budget;
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();

    // Guarded by this.
    private byte[] bytes = {};
    private int length;

    /** Body that cannot be read. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        private Failure(int status, String message) {
            super(message);
            this.status = status;
        }

        /** Returns the HTTP status for the client. */
        int status() {
            return status;
        }
    }

    private BodyReading(Request request, int maxBytes, AssemblyBudget budget) {
        this.request = request;
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
            Request request, int maxBytes, long timeoutMillis, ScheduledExecutorService timers, AssemblyBudget budget) {
        BodyReading reading = new BodyReading(request, maxBytes, budget);
        if (request.getLength() > maxBytes) {
            reading.failTooLong();
            return reading.result;
        }
        Future<?> deadline = timers.schedule(
                () -> reading.fail(HttpStatus.REQUEST_TIMEOUT_408, "The body has not arrived in time."),
                timeoutMillis,
                TimeUnit.MILLISECONDS);
        reading.result.whenComplete((body, failure) -> {
            deadline.cancel(false);
            reading.release();
        });
        reading.run();
        return reading.result;
    }

    private void failTooLong() {
        fail(HttpStatus.PAYLOAD_TOO_LARGE_413, "The body is longer than " + maxBytes + " bytes.");
    }

    private void fail(int status, String text) {
        result.completeExceptionally(new Failure(status, text));
    }

    @Override
    public void run() {
        while (!result.isDone()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                result.completeExceptionally(chunk.getFailure());
                break;
            }
            try {
                take(chunk);
            } finally {
                chunk.release();
            }
        }
    }

    private synchronized void release() {
        budget.release(bytes.length);
        bytes = new byte[0];
        length = 0;
    }

    private synchronized void take(Content.Chunk chunk) {
        int more = chunk.remaining();
        if (result.isDone()) {
            return;
        }
        if (more > maxBytes - length) {
            failTooLong();
        } else if (!makeRoom(more)) {
            fail(HttpStatus.SERVICE_UNAVAILABLE_503, "The node has no memory left for the body.");
        } else {
            chunk.get(bytes, length, more);
            length += more;
            if (chunk.isLast()) {
                result.complete(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
            }
        }
    }

    /** Makes room for {@code more} bytes. Returns false if the node has no memory left. */
    private boolean makeRoom(int more) {
        int needed = length + more;
        if (needed <= bytes.length) {
            return true;
        }
        int capacity = Math.min(maxBytes, Math.max(needed, Math.max(FIRST_BYTES, 2 * bytes.length)));
        if (!budget.tryReserve(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }
}
