package io.signalbox.router.session;

/** The clock, and being woken after a time. Any thread may use it. */
public interface Timers {

    /** The time in nanoseconds from an arbitrary origin; compare by difference only. */
    long nanoTime();

    /** The wall clock's time in milliseconds since the epoch. */
    long epochMillis();

    /** Runs the task once, no sooner than after {@code delayNanos}, on a thread that must not be blocked. */
    Timeout after(long delayNanos, Runnable task);

    /** A wake-up that may be called off. */
    interface Timeout {

        /** Calls it off; does nothing when it is running or over. */
        void cancel();
    }
}
