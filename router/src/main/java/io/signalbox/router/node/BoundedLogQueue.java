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
 * Writes log lines on a thread of its own, so that nobody who logs ever waits for a disk or a terminal. Lines beyond
 * the bound, or that the output does not take, are dropped and counted; their number follows what is written next. Any
 * thread may log.
 *
 * <p>Lines that come close together are written together: to wake that thread and the system for each of them would cost
 * a node more than everything else that a join or leave takes.
 */
final class BoundedLogQueue extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final long GATHER_MILLIS = 20;

    /** Written at once: what an output that stands still has not taken is known as exactly as that. */
    private static final int PIECE_BYTES = 8 * 1024;

    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final PrintStream complaints;
    private final Logger reports;
    private final BlockingQueue<ILoggingEvent> lines;
    private final Thread writer;

    /** One thread at a time looks for a free place and takes it: none is lost between the two uncounted. */
    private final ReentrantLock appending = new ReentrantLock();

    // Guarded by the lock.
    private long accepted;
    private long dropped;

    /** Lines that the writer is done with. Changed by the writer only, as the following. */
    private volatile long written;

    /** The number of dropped lines that the last written report tells. */
    private volatile long reported;

    private boolean failing;

    private volatile boolean stopping;

    /**
     * @param out throws when it does not take what is written; a {@link PrintStream} does not
     * @param complaints told once for each time when {@code out} begins to fail
     * @param reports the logger in whose name the number of dropped lines is told
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
        // Formats the message: not under the lock, because arguments may take locks of their own.
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

    /** Lines dropped since the start. */
    long dropped() {
        appending.lock();
        try {
            return dropped;
        } finally {
            appending.unlock();
        }
    }

    /** Takes no more lines; those that are queued are still written, see {@link #awaitWritten}. */
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
     * Waits until everything is written, behind {@link #stop}. Waits no longer for an output that takes nothing for
     * {@code stalledMillis}.
     *
     * @param endNanos the end of the wait, in terms of {@link System#nanoTime}
     * @return the number of lines that are not written and whose loss no written line tells
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
            // Read before the queue is emptied, so that nothing is left in it behind the last round.
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
            // Told to stop: what is there is written and nothing more awaited.
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
            // Of all the lines that it is there for, this one cannot be written.
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

    /** Not through the logger, whose lines may be dropped. */
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
            complaints.println("warning: the standard output does not take the lines of log=" + getName() + ": "
                    + cause.getMessage() + " - they are lost and counted until it does");
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
