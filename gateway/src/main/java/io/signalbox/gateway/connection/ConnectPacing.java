package io.signalbox.gateway.connection;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Pacing of the attempts to connect: the attempts to one host and port begin one after the other, with a fixed interval. Without it,
 * all connections to a server that restarts would come back at the same time, and jitter alone spreads them over less than a second.
 *
 * <p>Thread-safe.
 */
public final class ConnectPacing {
    private static final int MAX_IDLE_TARGETS = 1_024;

    private final long intervalNanos;
    private final LongSupplier nanoClock;

    /** Times at which the next attempt may begin, by host and port. Guarded by this. */
    private final Map<String, Long> next = new HashMap<>();

    /** @param perSecond attempts in a second to one host and port; at least 1 */
    public ConnectPacing(int perSecond, LongSupplier nanoClock) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanoClock = nanoClock;
    }

    /** Returns the delay of an attempt in milliseconds, and keeps its time from other attempts. */
    public synchronized long delayMillis(String hostAndPort) {
        long nowNanos = nanoClock.getAsLong();
        long freeNanos = next.getOrDefault(hostAndPort, nowNanos);
        long waitNanos = Math.max(0, freeNanos - nowNanos);
        if (next.size() >= MAX_IDLE_TARGETS) {
            next.values().removeIf(freed -> freed - nowNanos <= 0);
        }
        next.put(hostAndPort, nowNanos + waitNanos + intervalNanos);
        return TimeUnit.NANOSECONDS.toMillis(waitNanos);
    }
}
