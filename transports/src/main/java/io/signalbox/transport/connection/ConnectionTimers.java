package io.signalbox.transport.connection;

import io.signalbox.transport.TransportCounters;
import java.util.concurrent.TimeUnit;

/**
 * Timers of one connection: the end of closing, a write that makes no progress, slowness, and PINGs. Each cuts a peer that
 * does not keep them.
 *
 * <p>Confined to the watch, except where noted.
 */
final class ConnectionTimers {
    private final FramedConnection connection;
    private final TransportCounters counters;
    private final Slowness slowness;
    private final PingTimer pings;
    private final long closeTimeoutMillis;
    private final long writeTimeoutMillis;

    private volatile long closeDeadlineNanos;
    private volatile boolean closeDeadlineSet;

    ConnectionTimers(FramedConnection connection, Slowness slowness) {
        Timing timing = connection.context().settings().timing();
        this.connection = connection;
        this.counters = connection.context().resources().counters();
        this.slowness = slowness;
        this.pings = new PingTimer(timing, System.nanoTime());
        this.closeTimeoutMillis = timing.closeHandshakeTimeoutMillis();
        this.writeTimeoutMillis = timing.writeTimeoutMillis();
    }

    /** One side has closed: the rest has to be over in time. Any thread. */
    void closing() {
        closeDeadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(closeTimeoutMillis);
        closeDeadlineSet = closeTimeoutMillis > 0;
    }

    /** Something has arrived. Any thread. */
    void heard() {
        pings.heard();
    }

    /** A PONG has arrived. Any thread. */
    void ponged() {
        pings.ponged();
    }

    /** Looks after the timers, now and then. */
    void tick(long nowNanos) {
        if (closeDeadlineSet && nowNanos - closeDeadlineNanos >= 0) {
            counters.closesTimedOut.increment();
            connection.end("did not close in time");
            return;
        }
        MessageWriter writer = connection.writer();
        if (writeTimeoutMillis > 0
                && writer.socket().isStuckSince(nowNanos - TimeUnit.MILLISECONDS.toNanos(writeTimeoutMillis))) {
            counters.writesStuck.increment();
            connection.cut("takes nothing for " + writeTimeoutMillis + " ms");
            return;
        }
        slowness.tick(nowNanos);
        switch (pings.tick(nowNanos, connection.lifecycle().isPaused())) {
            case NOTHING -> {}
            case PING -> writer.ping(pings.payload(nowNanos));
            case GIVE_UP -> {
                counters.pingsMissed.increment();
                connection.cut("did not answer a PING");
            }
        }
    }
}
