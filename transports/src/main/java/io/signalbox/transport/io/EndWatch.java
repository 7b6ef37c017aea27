package io.signalbox.transport.io;

import java.io.IOException;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Watch for the end of the stream of a peer that waits for the answer to its request, while nobody reads the connection. Bytes that
 * arrive meanwhile are kept for the next read. A peer that sends more than {@link #MAX_AHEAD_BYTES} is not read further, and its end is
 * not noticed.
 *
 * <p>Thread-safe.
 */
public final class EndWatch implements Callback {
    /** Maximum length of what is read ahead. */
    static final int MAX_AHEAD_BYTES = 16 * 1024;

    private final RoundEndPoint endPoint;
    private final Runnable ended;

    /** Guarded by this. */
    private boolean isOver;

    private EndWatch(RoundEndPoint endPoint, Runnable ended) {
        this.endPoint = endPoint;
        this.ended = ended;
    }

    /**
     * Begins a watch, which its owner ends before anybody reads the connection or waits for its bytes.
     *
     * @param endPoint the connection, with or without TLS
     * @param executor runs whoever waits for bytes after the watch
     * @param ended runs once if the stream ends or the connection is closed, on any thread. Must not block
     */
    public static EndWatch begin(EndPoint endPoint, Executor executor, Runnable ended) {
        EndWatch watch = new EndWatch(RoundEndPoint.below(endPoint), ended);
        watch.endPoint.beginWatch(watch, executor);
        return watch;
    }

    /** Ends the watch. Idempotent. */
    public void end() {
        synchronized (this) {
            if (isOver) {
                return;
            }
            isOver = true;
        }
        endPoint.endWatch();
    }

    /** The socket is readable, or the watch has ended. */
    @Override
    public void succeeded() {
        synchronized (this) {
            if (isOver || !readAhead()) {
                return;
            }
            isOver = true;
        }
        ended.run();
    }

    /** Reads what has arrived. Returns whether the stream has ended. */
    private boolean readAhead() {
        try {
            int read = endPoint.readAhead(MAX_AHEAD_BYTES);
            while (read > 0) {
                read = endPoint.readAhead(MAX_AHEAD_BYTES);
            }
            if (read == 0 && endPoint.aheadBytes() < MAX_AHEAD_BYTES) {
                endPoint.tryFillInterested(this);
            }
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** The connection is closed. */
    @Override
    public void failed(Throwable failure) {
        synchronized (this) {
            if (isOver) {
                return;
            }
            isOver = true;
        }
        ended.run();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
