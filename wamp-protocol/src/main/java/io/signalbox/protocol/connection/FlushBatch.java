package io.signalbox.protocol.connection;

import java.util.ArrayList;

/**
 * The connections that were written to and not flushed yet. A transport's thread flushes its batch at the end of its
 * select round, a worker at the end of its slice: writing each frame at once would cost several times as much.
 *
 * <p>Confined to the thread that it was made for.
 */
public final class FlushBatch {
    /** Beyond these a round is flushed early, so that a long one neither hoards memory nor delays its first answer. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int MAX_BYTES = 32 * 1024;
    private static final long MAX_NANOS = 200_000;

    private final ArrayList<WampConnection> touched = new ArrayList<>(MAX_CONNECTIONS);
    private int bytes;
    private long firstNanos;

    /** Notes a connection whose {@link WampConnection#send} asked for a flush. */
    public void touched(WampConnection connection) {
        if (touched.isEmpty()) {
            firstNanos = System.nanoTime();
        }
        touched.add(connection);
    }

    /** Notes bytes that were appended to an outbox, whether or not it asked for a flush. */
    public void appended(int count) {
        bytes += count;
    }

    public boolean isEmpty() {
        return touched.isEmpty();
    }

    /** Whether it is time to flush before the round ends. */
    public boolean isDue() {
        return !touched.isEmpty()
                && (bytes >= MAX_BYTES
                        || touched.size() >= MAX_CONNECTIONS
                        || System.nanoTime() - firstNanos >= MAX_NANOS);
    }

    /** Flushes every connection in the batch. Call it outside of any realm. */
    public void flush() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).flush();
        }
        touched.clear();
        bytes = 0;
    }
}
