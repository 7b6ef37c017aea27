package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;

/**
 * Timers of which the test decides what they do.
 *
 * @param clock the time
 * @param start starts a timer
 */
record ScriptedTimers(ManualTimers clock, Start start) implements Timers {

    /** Starts one timer. */
    interface Start {
        Timeout after(long delayNanos, Runnable task);
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public long epochMillis() {
        return clock.epochMillis();
    }

    @Override
    public Timeout after(long delayNanos, Runnable task) {
        return start.after(delayNanos, task);
    }
}
