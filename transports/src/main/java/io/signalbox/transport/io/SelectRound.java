package io.signalbox.transport.io;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.transport.TransportCounters;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One selector's rounds: every connection that is ready is read in turn, and when all have been, those that were
 * written to are flushed, right before the selector waits again. A turn that takes long is interrupted: the few hundred
 * messages of one read may be costly ones.
 *
 * <p>Confined to the thread that drives the selector at the moment, except {@link #isCurrent} and {@link
 * #submit}.
 */
public final class SelectRound implements ManagedSelector.SelectorUpdate {
    /** What is read from one connection in one round. */
    public static final int READ_BYTES = 16 * 1024;

    /** Into less than what a session may decrypt at once, Jetty decrypts by way of a buffer of its own. */
    private static final int RECORD_BYTES = 2 * READ_BYTES;

    /** Longer than a read full of messages takes that are not costly. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** Of the messages of a turn, the clock is read for one in so many: that takes a part of what a message takes. */
    private static final int TIMED_MESSAGES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SelectRound.class);

    private final ManagedSelector selector;
    private final TransportCounters counters;
    private final FlushBatch batch = new FlushBatch();

    /** A read that fills it is all of a turn. */
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);

    /** Made for the first connection over TLS. */
    private ByteBuffer recordBuffer;

    private long messages;
    private long bytes;
    private int turnMessages;
    private long turnSeenNanos;
    private boolean turnOver;
    private boolean armed;

    // A racing reader sees its own thread here only if it wrote it itself.
    private Thread thread;

    /** The rounds of a selector, of which there is one each. */
    public SelectRound(ManagedSelector selector, TransportCounters counters) {
        this.selector = selector;
        this.counters = counters;
    }

    /** Whether the calling thread is inside this round, so that {@link #batch} is its own. */
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** Where deliveries of this round leave the connections that they wrote to. */
    public FlushBatch batch() {
        return batch;
    }

    /** For one read of a socket; free again when its bytes have been taken. */
    public ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /** The same for one read of what TLS decrypts. */
    public ByteBuffer recordBuffer() {
        if (recordBuffer == null) {
            recordBuffer = ByteBuffer.allocateDirect(RECORD_BYTES);
        }
        return recordBuffer.clear();
    }

    /** Runs a task in this round, on the selector's thread, soon; any thread may call it. */
    public void submit(Runnable task) {
        selector.submit(ignored -> run(task));
    }

    /** Whether the connection that is being read has taken its time, and is to go on in a task of its own. */
    public boolean isTurnOver() {
        return turnOver && isCurrent();
    }

    /** Sees to it that the batch is flushed: now if it is due, else when the round ends. */
    public void delivered(int sizeBytes) {
        messages++;
        bytes += sizeBytes;
        pieceTaken();
        if (batch.isDue()) {
            flush();
        }
        flushAtTheEnd();
    }

    /** Notes a message, or a part of a long one, against the time of the turn. */
    public void pieceTaken() {
        if (++turnMessages % TIMED_MESSAGES == 0) {
            timeTurn();
        }
    }

    /** Sees to it that the batch is flushed when the round ends. */
    public void flushAtTheEnd() {
        if (!armed) {
            armed = true;
            selector.submit(this);
        }
    }

    /** The end of the round: the selector runs this before it waits again. */
    @Override
    public void update(Selector ignored) {
        armed = false;
        counters.messagesIn.add(messages);
        counters.bytesIn.add(bytes);
        messages = 0;
        bytes = 0;
        run(this::flush);
    }

    /** What it throws is no fault of the connection that is being read; the one whose fault it is is closed for it. */
    private void flush() {
        try {
            batch.flush();
        } catch (Throwable failure) {
            LOG.error("a connection cannot be flushed and is closed", failure);
        }
    }

    private void timeTurn() {
        long nowNanos = System.nanoTime();
        if (turnMessages == TIMED_MESSAGES) {
            turnSeenNanos = nowNanos;
        } else if (nowNanos - turnSeenNanos >= TURN_NANOS) {
            turnOver = true;
        }
    }

    void run(Runnable task) {
        turnMessages = 0;
        turnOver = false;
        thread = Thread.currentThread();
        try {
            task.run();
        } finally {
            thread = null;
        }
    }
}
