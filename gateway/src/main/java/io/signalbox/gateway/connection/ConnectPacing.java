package io.signalbox.gateway.connection;

import io.signalbox.transport.connecting.ConnectTurn;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Pacing of the attempts to connect: the attempts to one host and port begin one after the other, with a fixed interval, as far as no
 * attempt waits for longer than 30 seconds. Without it, all connections to a server that restarts would come back at the same time, and
 * jitter alone spreads them over less than a second.
 *
 * <p>Thread-safe.
 */
public final class ConnectPacing {
    private static final long MAX_DELAY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long intervalNanos;
    private final LongSupplier nanoClock;

    /** Times at which the next attempt may begin, by host and port, the latest change last. Guarded by this. */
    private final Map<String, Long> next = new LinkedHashMap<>();

    /** @param perSecond attempts in a second to one host and port; at least 1 */
    public ConnectPacing(int perSecond, LongSupplier nanoClock) {
        intervalNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.nanoClock = nanoClock;
    }

    /** Returns the turn of an attempt, and keeps its time from other attempts until the turn is given back. */
    public synchronized ConnectTurn turn(String hostAndPort) {
        long nowNanos = nanoClock.getAsLong();
        removePassed(nowNanos);
        Long freeNanos = next.remove(hostAndPort);
        long waitNanos = freeNanos == null ? 0 : Math.clamp(freeNanos - nowNanos, 0, MAX_DELAY_NANOS);
        long untilNanos = nowNanos + waitNanos + intervalNanos;
        next.put(hostAndPort, untilNanos);
        return new ConnectTurn(TimeUnit.NANOSECONDS.toMillis(waitNanos), () -> giveBack(hostAndPort, untilNanos));
    }

    /** Returns the number of servers whose next attempt may have to wait. */
    synchronized int size() {
        return next.size();
    }

    private synchronized void giveBack(String hostAndPort, long untilNanos) {
        // The attempts behind another one keep their times.
        next.replace(hostAndPort, untilNanos, untilNanos - intervalNanos);
    }

    private void removePassed(long nowNanos) {
        Iterator<Long> oldest = next.values().iterator();
        while (oldest.hasNext() && oldest.next() - nowNanos <= 0) {
            oldest.remove();
        }
    }
}
