package io.signalbox.router.dealer;

/** The clock of a dealer, and its way to be woken inside the realm's loop. Confined to the realm's loop. */
public interface CallTimer {

    /** The time in nanoseconds from an arbitrary origin; compare by difference only. */
    long nanoTime();

    /** The wall clock's time in milliseconds since the epoch. */
    long epochMillis();

    /**
     * Runs the task in the realm's loop, once, no sooner than after {@code delayNanos}, and never from within this call.
     * It takes the place of a wake-up that was set before and has not run; one that is just about to run may still do so.
     */
    void wakeAfter(long delayNanos, Runnable task);
}
