package io.signalbox.router.session;

import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Lets one log line of a kind pass in ten seconds, and tells how many it left out when they are over. Confined to the
 * realm's loop.
 */
public final class LogEpisode {
    private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Timers timers;
    private final RealmTasks tasks;
    private final LongConsumer tell;
    private boolean running;
    private long leftOut;

    /**
     * @param tell logs how many were left out, which is one at least
     */
    public LogEpisode(Timers timers, RealmTasks tasks, LongConsumer tell) {
        this.timers = timers;
        this.tasks = tasks;
        this.tell = tell;
    }

    /** Whether to log now; if not, that is counted. */
    public boolean begins() {
        if (running) {
            leftOut++;
            return false;
        }
        timers.after(LENGTH_NANOS, () -> tasks.submit("log", this::end));
        running = true;
        return true;
    }

    /** Tells what was left out until now: the ten seconds are over, or the realm is. */
    public void end() {
        running = false;
        long told = leftOut;
        leftOut = 0;
        if (told > 0) {
            tell.accept(told);
        }
    }
}
