package io.signalbox.router.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Log appender with a bounded queue and a writer thread, so that no logging thread waits for a disk or a terminal. Lines beyond the
 * bound, and lines that the output rejects, are dropped and counted; the next written lines report the count. Thread-safe.
 *
 * <p>The writer gathers lines for a short time and writes them together: a wake-up and a system call for each line would cost more
 * than the rest of a join or leave.
 */
final class BoundedLogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final long GATHER_MILLIS = 20;

    /** Bytes of one write, and so the uncertainty about the written lines when an output blocks. */
    private static final int PIECE_BYTES = 8 * 1024;

    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final PrintStream complaints;
    private final Logger reports;
    private final BlockingQueue<ILoggingEvent> lines;
    private final Thread writer;

    /** Makes adding a line and counting the line one step. */
    private final ReentrantLock appending = new ReentrantLock();

    // Guarded by the lock.
    private long accepted;
    private long dropped;

    /** Lines that the writer has handled. This field and the following are changed by the writer only. */
    private volatile long written;

    /** Number of dropped lines in the last written report. */
    private volatile long reported;

    private boolean failing;

    private volatile boolean stopping;

    /**
     * @param out throws if a write fails, unlike a {@link PrintStream}
     * @param complaints receives one line each time {@code out} begins to fail
     * @param reports the logger of the lines that report the number of dropped lines
     */
    BoundedLogQueue(
            String name,
            int maxLines,
            Encoder<ILoggingEvent> encoder,
            OutputStream out,
            PrintStream complaints,
            Logger reports) {
        this.encoder = encoder;
        this.out = out;
        this.complaints = complaints;
        this.reports = reports;
        lines = new ArrayBlockingQueue<>(maxLines);
        writer = new Thread(this::writeUntilStopped, name + "-writer");
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        writer.start();
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Formats the message. Not under the lock, because an argument may take another lock.
        event.prepareForDeferredProcessing();
        appending.lock();
        try {
            if (lines.offer(event)) {
                accepted++;
            } else {
                dropped++;
            }
        } finally {
            appending.unlock();
        }
    }

    /** Returns the number of lines dropped since the start. */
    long dropped() {
        appending.lock();
        try {
            return dropped;
        } finally {
            appending.unlock();
        }
    }

    /** Rejects further lines. The queued lines are still written, see {@link #awaitWritten}. */
    @Override
    public void stop() {
        if (!isStarted()) {
            return;
        }
        super.stop();
        stopping = true;
        writer.interrupt();
    }

    /**
     * Waits until all lines are written, after {@link #stop}. Stops waiting if the output accepts nothing for
     * {@code stalledMillis}.
     *
     * @param endNanos the end of the wait, as a value of {@link System#nanoTime}
     * @return the number of lines that are neither written nor reported as dropped
     */
    long awaitWritten(long endNanos, long stalledMillis) {
        try {
            long before;
            do {
                before = written;
                long leftMillis = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
                writer.join(Math.max(1, Math.min(stalledMillis, leftMillis)));
            } while (writer.isAlive() && written > before && endNanos - System.nanoTime() > 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        appending.lock();
        try {
            return accepted - written + dropped - reported;
        } finally {
            appending.unlock();
        }
    }

    private void writeUntilStopped() {
        List<ILoggingEvent> gathered = new ArrayList<>();
        boolean last = false;
        while (!last) {
            // Read before the queue is drained, so that the last round leaves no line in the queue.
            last = stopping;
            if (!last) {
                gather(gathered);
            }
            lines.drainTo(gathered);
            write(gathered);
            gathered.clear();
        }
    }

    private void gather(List<ILoggingEvent> gathered) {
        try {
            gathered.add(lines.take());
            TimeUnit.MILLISECONDS.sleep(GATHER_MILLIS);
        } catch (InterruptedException e) {
            // Stopped: the gathered lines are written without further waiting.
        }
    }

    private void write(List<ILoggingEvent> gathered) {
        ByteArrayOutputStream piece = new ByteArrayOutputStream();
        int inPiece = 0;
        for (ILoggingEvent event : gathered) {
            inPiece++;
            encode(event, piece);
            if (piece.size() >= PIECE_BYTES) {
                write(piece, inPiece);
                inPiece = 0;
            }
        }
        write(piece, inPiece);
    }

    private void encode(ILoggingEvent event, ByteArrayOutputStream piece) {
        try {
            piece.writeBytes(encoder.encode(event));
        } catch (Throwable e) {
            // The encoder fails for this line only.
            addError("a line could not be written", e);
            lost(1);
        }
    }

    private void write(ByteArrayOutputStream piece, int lines) {
        long told = dropped();
        if (told > reported) {
            encode(report(told), piece);
        }
        try {
            piece.writeTo(out);
            out.flush();
            reported = told;
            failing = false;
        } catch (Throwable e) {
            lost(lines);
            complain(e);
        }
        piece.reset();
        written += lines;
    }

    /** Returns a report. The report bypasses the queue, which may drop lines. */
    private LoggingEvent report(long dropped) {
        return new LoggingEvent(
                BoundedLogQueue.class.getName(),
                reports,
                Level.WARN,
                "log={} {} lines dropped so far",
                null,
                new Object[] {getName(), dropped});
    }

    private void complain(Throwable cause) {
        if (!failing) {
            failing = true;
            complaints.println("warning: the standard output rejects the lines of log=" + getName() + ": "
                    + cause.getMessage() + " - lines are lost and counted until a write succeeds");
        }
    }

    private void lost(int count) {
        appending.lock();
        try {
            dropped += count;
        } finally {
            appending.unlock();
        }
    }
}
