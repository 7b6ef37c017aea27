package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers on a scheduler of the JDK. */
public final class ScheduledTimers implements Timers {
    private final ScheduledThreadPoolExecutor scheduler;

    /** @param scheduler one thread is enough: what it runs only hands over */
    public ScheduledTimers(ScheduledThreadPoolExecutor scheduler) {
        this.scheduler = scheduler;
        // Every connection sets a timer that is called off soon; it must not be kept until its time.
        scheduler.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public Timeout after(long delayNanos, Runnable task) {
        Future<?> future = scheduler.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }
}
