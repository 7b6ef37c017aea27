package io.signalbox.router.session;

/**
 * Clock and timers.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public interface Timers {

    /** Returns the time in nanoseconds from an arbitrary origin. Only differences are meaningful. */
    long nanoTime();

    /** Returns the time of the wall clock in milliseconds since the epoch. */
    long epochMillis();

    /** Runs the task once, no sooner than after {@code delayNanos}, on a thread that must not be blocked. */
    Timeout after(long delayNanos, Runnable task);

    /** A scheduled task that can be cancelled. */
    interface Timeout {

        /** Cancels the task. Has no effect if the task runs or has run. */
        void cancel();
    }
}
