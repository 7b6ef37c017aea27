package io.signalbox.router.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Rate limit for one kind of log line: one line in ten seconds. Counts the suppressed lines and reports their number at
 * the end of the ten seconds. Confined to the realm's loop.
 */
public final class LogEpisode {
    private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Timers timers;
    private final RealmExecutor executor;
    private final LongConsumer tell;
    private boolean running;
    private long leftOut;

    /** @param tell logs the number of suppressed lines, at least 1 */
    public LogEpisode(Timers timers, RealmExecutor executor, LongConsumer tell) {
        this.timers = timers;
        this.executor = executor;
        this.tell = tell;
    }

    /** Returns whether the caller logs now. If not, the line is counted as suppressed. */
    public boolean begins() {
        if (running) {
            leftOut++;
            return false;
        }
        timers.after(LENGTH_NANOS, () -> executor.submit("log", this::end));
        running = true;
        return true;
    }

    /** Reports the suppressed lines. Runs when the ten seconds are over or the realm ends. */
    public void end() {
        running = false;
        long told = leftOut;
        leftOut = 0;
        if (told > 0) {
            tell.accept(told);
        }
    }
}
