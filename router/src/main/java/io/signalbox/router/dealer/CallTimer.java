package io.signalbox.router.dealer;

/** The clock of a dealer, and its way to be woken inside the realm's loop. */
public interface CallTimer {

    /** The time in nanoseconds from an arbitrary origin; compare by difference only. */
    long nanoTime();

    /** Runs the task in the realm's loop, once, no sooner than after {@code delayNanos}; never from within this call. */
    void wakeAfter(long delayNanos, Runnable task);
}
