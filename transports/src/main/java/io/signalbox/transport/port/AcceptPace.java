package io.signalbox.transport.port;

import java.util.concurrent.TimeUnit;

/**
 * Pace of the connections that one port accepts: evenly spaced, after a burst of a tenth of a second's connections. Confined to the
 * acceptor thread.
 */
final class AcceptPace {
    private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long intervalNanos;
    private boolean hasBegun;

    /** Time at which the connections so far would have been accepted without a burst. */
    private long spacedNanos;

    /** @param perSecond the largest number of connections in a second; 0 for any number */
    AcceptPace(int perSecond) {
        intervalNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /**
     * Counts a connection that was accepted.
     *
     * @param nowNanos the time, by {@link System#nanoTime}
     * @return the time until the next connection may be accepted, in nanoseconds; 0 for at once
     */
    long accepted(long nowNanos) {
        if (intervalNanos == 0) {
            return 0;
        }
        boolean isLate = !hasBegun || spacedNanos - nowNanos < 0;
        hasBegun = true;
        spacedNanos = (isLate ? nowNanos : spacedNanos) + intervalNanos;
        return Math.max(0, spacedNanos - nowNanos - Math.max(0, BURST_NANOS - intervalNanos));
    }
}
