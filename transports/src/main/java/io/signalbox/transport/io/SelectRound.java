package io.signalbox.transport.io;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.transport.TransportCounters;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rounds of one selector: each ready connection is read in turn; afterwards, right before the selector waits again, the
 * connections with output are flushed. A turn that takes long is interrupted, because the few hundred messages of one
 * read may be costly.
 *
 * <p>Confined to the thread that drives the selector at the moment, except {@link #isCurrent} and {@link #submit}.
 */
public final class SelectRound implements ManagedSelector.SelectorUpdate {
    /** Bytes that one round reads from one connection. */
    public static final int READ_BYTES = 16 * 1024;

    /**
     * Size of the buffer for TLS. Jetty decrypts into an intermediate buffer if the target is smaller than the longest
     * decrypted record.
     */
    private static final int RECORD_BYTES = 2 * READ_BYTES;

    /** Longest turn. A read full of ordinary messages takes less. */
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /**
     * One in so many messages of a turn reads the clock, because reading the clock takes a considerable part of the time
     * of a message.
     */
    private static final int TIMED_MESSAGES = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SelectRound.class);

    private final ManagedSelector selector;
    private final TransportCounters counters;
    private final FlushBatch batch = new FlushBatch();

    /** Buffer of one read. A read that fills the buffer ends the turn. */
    private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_BYTES);

    /** Allocated for the first connection over TLS; null before. */
    private ByteBuffer recordBuffer;

    private long messages;
    private long bytes;
    private int turnMessages;
    private long turnSeenNanos;
    private boolean turnOver;
    private boolean armed;

    // A racing reader sees its own thread here only if the reader itself has written the field.
    private Thread thread;

    /** Creates the rounds of a selector. Each selector has one object. */
    public SelectRound(ManagedSelector selector, TransportCounters counters) {
        this.selector = selector;
        this.counters = counters;
    }

    /** Returns whether the calling thread runs this round and may use {@link #batch}. */
    public boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** Returns the batch of the connections with output of this round. */
    public FlushBatch batch() {
        return batch;
    }

    /** Returns the cleared buffer for one read of a socket. The buffer is reused after the bytes have been processed. */
    public ByteBuffer readBuffer() {
        return readBuffer.clear();
    }

    /**
     * Returns the cleared buffer for one read of decrypted bytes. The buffer is reused after the bytes have been
     * processed.
     */
    public ByteBuffer recordBuffer() {
        if (recordBuffer == null) {
            recordBuffer = ByteBuffer.allocateDirect(RECORD_BYTES);
        }
        return recordBuffer.clear();
    }

    /** Returns a task that runs in this round another task of Jetty, which must not block. */
    Runnable inRound(Runnable task) {
        return new TaskInRound(task);
    }

    /** Runs a task in this round, on the selector's thread, soon. Thread-safe. */
    public void submit(Runnable task) {
        selector.submit(ignored -> run(task));
    }

    /**
     * Returns whether the connection that is being read has used up its turn, and has to continue in a task of its own.
     */
    public boolean isTurnOver() {
        return turnOver && isCurrent();
    }

    /** Counts a delivered message. Flushes the batch now if the batch is due, else at the end of the round. */
    public void delivered(int sizeBytes) {
        messages++;
        bytes += sizeBytes;
        pieceTaken();
        if (batch.isDue()) {
            flush();
        }
        flushAtTheEnd();
    }

    /** Counts a message, or a part of a long message, against the time of the turn. */
    public void pieceTaken() {
        if (++turnMessages % TIMED_MESSAGES == 0) {
            timeTurn();
        }
    }

    /** Schedules a flush of the batch at the end of the round. */
    public void flushAtTheEnd() {
        if (!armed) {
            armed = true;
            selector.submit(this);
        }
    }

    /** Ends the round. The selector calls this method before it waits again. */
    @Override
    public void update(Selector ignored) {
        armed = false;
        counters.messagesIn.add(messages);
        counters.bytesIn.add(bytes);
        messages = 0;
        bytes = 0;
        run(this::flush);
    }

    /**
     * Flushes the batch. A failure does not concern the connection that is being read: the failing connection is closed
     * by itself.
     */
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

    private void run(Runnable task) {
        turnMessages = 0;
        turnOver = false;
        thread = Thread.currentThread();
        try {
            task.run();
        } finally {
            thread = null;
        }
    }

    private final class TaskInRound implements Invocable.Task {
        private final Runnable task;

        TaskInRound(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            SelectRound.this.run(task);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
