package io.signalbox.router.dealer;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A timer on a scheduler that only hands over to the realm's loop. Confined to the realm's loop. */
public final class ScheduledCallTimer implements CallTimer {
    private final ScheduledExecutorService scheduler;
    private final Executor loop;
    private ScheduledFuture<?> wakeUp;

    /** @param loop enqueues a task to the realm's loop without draining it on the scheduler's thread */
    public ScheduledCallTimer(ScheduledExecutorService scheduler, Executor loop) {
        this.scheduler = scheduler;
        this.loop = loop;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void wakeAfter(long delayNanos, Runnable task) {
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
        wakeUp = scheduler.schedule(() -> loop.execute(task), delayNanos, TimeUnit.NANOSECONDS);
    }
}
