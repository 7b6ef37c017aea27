package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timers on a scheduler of the JDK. */
public final class ScheduledTimers implements Timers {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

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
        Future<?> future = scheduler.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** The scheduler itself would keep what a task throws in a future that nobody asks. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.error("a timer failed", failure);
        }
    }
}
