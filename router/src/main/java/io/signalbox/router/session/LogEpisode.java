package io.signalbox.router.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Rate limit for one kind of log line: one line in ten seconds. Counts the suppressed lines and reports their number at
 * the end of the ten seconds. Thread-safe.
 */
public final class LogEpisode {
    private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long NOT_RUNNING = -1;

    private final Timers timers;
    private final LongConsumer tell;

    /** Number of suppressed lines of the running episode; {@link #NOT_RUNNING} between two episodes. */
    private final AtomicLong leftOut = new AtomicLong(NOT_RUNNING);

    /** @param tell logs the number of suppressed lines, at least 1, on the thread of a timer */
    public LogEpisode(Timers timers, LongConsumer tell) {
        this.timers = timers;
        this.tell = tell;
    }

    /** Returns whether the caller logs now. If not, the line is counted as suppressed. */
    public boolean begins() {
        if (leftOut.getAndIncrement() != NOT_RUNNING) {
            return false;
        }
        try {
            timers.after(LENGTH_NANOS, this::end);
        } catch (Throwable failure) {
            leftOut.set(NOT_RUNNING);
            throw failure;
        }
        return true;
    }

    /** Reports the suppressed lines. Runs when the ten seconds are over or the realm ends. */
    public void end() {
        long told = leftOut.getAndSet(NOT_RUNNING);
        if (told > 0) {
            tell.accept(told);
        }
    }
}
