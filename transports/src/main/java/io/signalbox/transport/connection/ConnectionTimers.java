package io.signalbox.transport.connection;

import io.signalbox.transport.TransportCounters;
import java.util.concurrent.TimeUnit;

/**
 * Timers of one connection: the close timeout, a write without progress, a backlog that is too old, and PINGs. Each timer ends
 * the connection when it expires.
 *
 * <p>Confined to the {@link ConnectionWatch}, except where noted.
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

    /** Starts the close timeout, when one side has closed. Thread-safe. */
    void closing() {
        closeDeadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(closeTimeoutMillis);
        closeDeadlineSet = closeTimeoutMillis > 0;
    }

    /** Records that bytes have arrived. Thread-safe. */
    void heard() {
        pings.heard();
    }

    /** Records that a PONG has arrived. Thread-safe. */
    void ponged() {
        pings.ponged();
    }

    /** Checks the timers. Called four times a second. */
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
