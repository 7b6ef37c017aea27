package io.signalbox.protocol.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.LongSupplier;

/**
 * Connections with unflushed frames, and entries to run before the flush. A selector thread flushes its batch at the end
 * of its select round, a worker thread at the end of its slice: one write per frame would cost several times as much.
 * Confined to one thread.
 */
public final class FlushBatch {
    /** Messages that were read in this round and enter their realm at its end. */
    public interface Entry {

        /** Enters the messages into their realm. Called on the thread of the batch, outside of any realm. */
        void enter(FlushBatch flushes);
    }

    /** Number of entries that causes a flush within a round, so that a long round does not delay its first answer. */
    private static final int MAX_ENTRIES = 64;

    private static final long MAX_NANOS = 200_000;

    /**
     * Approximate time of a write to a connection, by which each connection of the batch defers the flush. An earlier
     * flush would spend most of the time on writes of few frames.
     */
    private static final long NANOS_PER_CONNECTION = 4_000;

    private final ArrayList<WampConnection> touched = new ArrayList<>();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(0);
    private final LongSupplier nanoClock;
    private long firstNanos;

    public FlushBatch() {
        this(new SystemClock());
    }

    /** @param nanoClock replacement of {@link System#nanoTime} */
    FlushBatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Adds a connection whose {@link WampConnection#send} returned true. */
    public void touched(WampConnection connection) {
        beginIfEmpty();
        touched.add(connection);
    }

    /** Adds an entry to run before the flush. */
    public void beforehand(Entry entry) {
        beginIfEmpty();
        entries.add(entry);
    }

    private void beginIfEmpty() {
        if (isEmpty()) {
            firstNanos = nanoClock.getAsLong();
        }
    }

    public boolean isEmpty() {
        return touched.isEmpty() && entries.isEmpty();
    }

    /** Returns whether the batch is to be flushed before the end of the round. */
    public boolean isDue() {
        return !isEmpty() && (entries.size() >= MAX_ENTRIES || isLate());
    }

    private boolean isLate() {
        return nanoClock.getAsLong() - firstNanos >= MAX_NANOS + touched.size() * NANOS_PER_CONNECTION;
    }

    /**
     * Runs the entries and flushes the connections. Called outside of any realm. A connection that throws is closed, and
     * the throwable is thrown after the flush of all other connections.
     */
    public void flush() {
        Throwable failure = entries.isEmpty() ? null : enterAll();
        AllSteps.rethrow(AllSteps.first(failure, flushTouched()));
    }

    private Throwable enterAll() {
        Throwable failure = null;
        firstNanos = nanoClock.getAsLong();
        for (Entry entry = entries.poll(); entry != null; entry = entries.poll()) {
            try {
                entry.enter(this);
            } catch (Throwable thrown) {
                failure = AllSteps.first(failure, thrown);
            }
            if (!touched.isEmpty() && isLate()) {
                failure = AllSteps.first(failure, flushTouched());
                firstNanos = nanoClock.getAsLong();
            }
        }
        return failure;
    }

    private Throwable flushTouched() {
        Throwable failure = null;
        for (int i = 0; i < touched.size(); i++) {
            WampConnection connection = touched.get(i);
            try {
                connection.flush();
            } catch (Throwable thrown) {
                failure = AllSteps.first(failure, thrown);
                failure = AllSteps.first(failure, closed(connection));
            }
        }
        touched.clear();
        return failure;
    }

    private static Throwable closed(WampConnection connection) {
        return new AllSteps()
                .then(() -> connection.close(CloseReason.internalError("internal error")))
                .failure();
    }

    /** System clock, one per batch: a shared object could lie in a cache line that another core writes. */
    private static final class SystemClock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }
}
