package io.signalbox.router.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes log lines on a thread of its own, so that nobody who logs ever waits for a disk or a terminal. Lines beyond
 * the bound are dropped and counted, and their number follows the next line that fits. Any thread may log.
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
    private final Logger reports;
    private final BlockingQueue<ILoggingEvent> lines;
    private final Thread writer;

    /** One thread at a time looks for a free place and takes it: none is lost between the two uncounted. */
    private final ReentrantLock appending = new ReentrantLock();

    // Guarded by the lock.
    private long accepted;
    private long dropped;
    private long reported;

    /** Lines that the writer is done with. */
    private volatile long written;

    private volatile boolean stopping;

    /** @param reports the logger in whose name the number of dropped lines is told */
    BoundedLogQueue(String name, int maxLines, Encoder<ILoggingEvent> encoder, OutputStream out, Logger reports) {
        this.encoder = encoder;
        this.out = out;
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
            if (!lines.offer(event)) {
                dropped++;
                return;
            }
            accepted++;
            report();
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
        appending.lock();
        try {
            report();
        } finally {
            appending.unlock();
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

    /** Not through the logger: logback drops what an appender logs to itself while it appends. */
    private void report() {
        if (dropped > reported) {
            Object[] arguments = {getName(), dropped};
            boolean fits = lines.offer(new LoggingEvent(
                    BoundedLogQueue.class.getName(),
                    reports,
                    Level.WARN,
                    "log={} {} lines dropped so far",
                    null,
                    arguments));
            accepted += fits ? 1 : 0;
            reported = fits ? dropped : reported;
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
            lost(1, e);
        }
    }

    private void write(ByteArrayOutputStream piece, int lines) {
        try {
            piece.writeTo(out);
            out.flush();
        } catch (Throwable e) {
            lost(lines, e);
        }
        piece.reset();
        written += lines;
    }

    private void lost(int count, Throwable cause) {
        addError(count + " lines could not be written", cause);
        appending.lock();
        try {
            dropped += count;
        } finally {
            appending.unlock();
        }
    }
}
