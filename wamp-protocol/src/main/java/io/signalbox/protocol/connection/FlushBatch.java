package io.signalbox.protocol.connection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.function.LongSupplier;

/**
 * The connections that were written to and not flushed yet. A transport's thread flushes its batch at the end of its
 * select round, a worker at the end of its slice: writing each frame at once would cost several times as much.
 *
 * <p>Confined to the thread that it was made for.
 */
public final class FlushBatch {
    /** What was read in this round and waits for its end. */
    public interface Entry {

        /** Takes it to where it belongs; runs on the thread of the batch, which is in no realm. */
        void enter(FlushBatch flushes);
    }

    /** Beyond these a round is flushed early, so that a long one does not delay its first answer. */
    private static final int MAX_ENTRIES = 64;

    private static final long MAX_NANOS = 200_000;

    /**
     * To write to a connection takes about as long. A round that touches many may be longer by that: were it flushed
     * sooner, most of the time would go into writing few frames to each.
     */
    private static final long NANOS_PER_CONNECTION = 4_000;

    private final ArrayList<WampConnection> touched = new ArrayList<>();
    private final ArrayDeque<Entry> entries = new ArrayDeque<>(0);
    private final LongSupplier nanoClock;
    private long firstNanos;

    public FlushBatch() {
        this(new SystemClock());
    }

    /** @param nanoClock what {@link System#nanoTime} is otherwise */
    FlushBatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Notes a connection whose {@link WampConnection#send} asked for a flush. */
    public void touched(WampConnection connection) {
        beginIfEmpty();
        touched.add(connection);
    }

    /** Has something done before the batch is flushed, since more of it may come until then. */
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

    /** Whether it is time to flush before the round ends. */
    public boolean isDue() {
        return !isEmpty() && (entries.size() >= MAX_ENTRIES || isLate());
    }

    private boolean isLate() {
        return nanoClock.getAsLong() - firstNanos >= MAX_NANOS + touched.size() * NANOS_PER_CONNECTION;
    }

    /**
     * Flushes every connection in the batch. Call it outside of any realm. A connection that throws is closed; what it
     * threw is thrown behind the last of the others.
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

    /** One for each batch: where it lies, one core writes, and all others would wait to look at a common one. */
    private static final class SystemClock implements LongSupplier {
        @Override
        public long getAsLong() {
            return System.nanoTime();
        }
    }
}
