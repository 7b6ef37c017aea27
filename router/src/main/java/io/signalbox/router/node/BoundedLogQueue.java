package io.signalbox.router.node;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes log lines on a thread of its own, so that nobody who logs ever waits for a disk or a terminal. Lines beyond
 * the bound are dropped and counted, and their number follows the next line that fits. Any thread may log.
 */
final class BoundedLogQueue extends AsyncAppender {
    private final Logger reports;

    /** One thread at a time looks for a free place and takes it: none is lost between the two uncounted. */
    private final ReentrantLock appending = new ReentrantLock();

    private long dropped;
    private long reported;

    BoundedLogQueue(String name, int lines, Logger reports) {
        this.reports = reports;
        setName(name);
        setQueueSize(lines);
        setNeverBlock(true);
        // By default AsyncAppender drops INFO while a fifth of its queue is still free.
        setDiscardingThreshold(0);
    }

    @Override
    protected void append(ILoggingEvent event) {
        // Formats the message: not under the lock, because arguments may take locks of their own.
        event.prepareForDeferredProcessing();
        appending.lock();
        try {
            if (getRemainingCapacity() == 0) {
                dropped++;
                return;
            }
            super.append(event);
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

    @Override
    public void stop() {
        appending.lock();
        try {
            report();
        } finally {
            appending.unlock();
        }
        super.stop();
    }

    /** Not through the logger: logback drops what an appender logs to itself while it appends. */
    private void report() {
        if (dropped > reported && getRemainingCapacity() > 0) {
            Object[] arguments = {getName(), dropped};
            super.append(new LoggingEvent(
                    BoundedLogQueue.class.getName(),
                    reports,
                    Level.WARN,
                    "log={} {} lines dropped so far",
                    null,
                    arguments));
            reported = dropped;
        }
    }
}
