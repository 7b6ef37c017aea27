package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Timers on a scheduler of the JDK.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class ScheduledTimers implements Timers {
    private static final Logger LOG = LoggerFactory.getLogger(ScheduledTimers.class);

    private final ScheduledThreadPoolExecutor scheduler;

    /** @param scheduler one thread is enough, because all timer tasks only hand over work */
    public ScheduledTimers(ScheduledThreadPoolExecutor scheduler) {
        this.scheduler = scheduler;
        // Every connection starts a timer and cancels it soon. A cancelled timer must not be kept until its time.
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

    /** Without the log line the scheduler keeps the exception in a future that nothing reads. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            LOG.error("a timer task failed", failure);
        }
    }
}
