package io.signalbox.router.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
    private static final long FLUSH_MILLIS = 5_000;

    private final Encoder<ILoggingEvent> encoder;
    private final OutputStream out;
    private final Logger reports;
    private final BlockingQueue<ILoggingEvent> lines;
    private final Thread writer;

    /** One thread at a time looks for a free place and takes it: none is lost between the two uncounted. */
    private final ReentrantLock appending = new ReentrantLock();

    private long dropped;
    private long reported;
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

    /** Writes what is queued, as far as that takes no longer than five seconds. */
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
        try {
            writer.join(FLUSH_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            for (ILoggingEvent event : gathered) {
                text.write(encoder.encode(event));
            }
            text.writeTo(out);
            out.flush();
        } catch (IOException | RuntimeException e) {
            addError(gathered.size() + " lines could not be written", e);
        }
    }
}
