package io.signalbox.router.node;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;

/**
 * Writes log lines on a thread of its own, so that nobody who logs ever waits for a disk or a terminal. Lines beyond
 * the bound are dropped and counted, and their number follows the next line that fits.
 */
final class BoundedLogQueue extends AsyncAppender {
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean dropping = new AtomicBoolean();

    private final Runnable report;

    BoundedLogQueue(String name, int lines, Logger reports) {
        report = () -> reports.warn("log={} {} lines dropped so far", name, dropped());
        setName(name);
        setQueueSize(lines);
        setNeverBlock(true);
        // By default AsyncAppender drops INFO while a fifth of its queue is still free.
        setDiscardingThreshold(0);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() == 0) {
            dropped.increment();
            dropping.set(true);
            return;
        }
        super.append(event);
        if (dropping.compareAndSet(true, false)) {
            report.run();
        }
    }

    /** Lines dropped since the start. */
    long dropped() {
        return dropped.sum();
    }
}
