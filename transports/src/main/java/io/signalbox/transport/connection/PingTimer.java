package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Decides when to send a PING and when a peer is given up. Any traffic counts as a sign of life, unless only a PONG is to.
 * The clock stands still while reading is paused, because then signs of life go unread.
 *
 * <p>Confined to the timer's thread, except {@link #heard} and {@link #ponged}.
 */
final class PingTimer {
    /** What is due. */
    enum Due {
        NOTHING,
        PING,
        GIVE_UP
    }

    private final long intervalNanos;
    private final long timeoutNanos;
    private final int sizeBytes;
    private final boolean anyTraffic;
    private long sinceNanos;
    private long count;
    private boolean awaiting;
    private volatile boolean heard;

    PingTimer(Timing timing, long nowNanos) {
        intervalNanos = TimeUnit.MILLISECONDS.toNanos(timing.autoPingIntervalMillis());
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timing.autoPingTimeoutMillis());
        sizeBytes = timing.autoPingSizeBytes();
        anyTraffic = timing.autoPingRestartOnAnyTraffic();
        sinceNanos = nowNanos;
    }

    /** Something has arrived. Any thread. */
    void heard() {
        if (!heard && anyTraffic) {
            heard = true;
        }
    }

    /** A PONG has arrived. Any thread. */
    void ponged() {
        heard = true;
    }

    Due tick(long nowNanos, boolean paused) {
        if (intervalNanos == 0) {
            return Due.NOTHING;
        }
        if (heard || paused) {
            awaiting = awaiting && !heard;
            heard = false;
            sinceNanos = nowNanos;
            return Due.NOTHING;
        }
        long waited = nowNanos - sinceNanos;
        if (awaiting) {
            return timeoutNanos > 0 && waited >= timeoutNanos ? Due.GIVE_UP : Due.NOTHING;
        }
        if (waited < intervalNanos) {
            return Due.NOTHING;
        }
        awaiting = true;
        sinceNanos = nowNanos;
        return Due.PING;
    }

    /** The payload of the next PING: time, number and filling. */
    byte[] payload(long nowNanos) {
        ByteBuffer payload = ByteBuffer.allocate(Math.max(sizeBytes, 12));
        payload.putLong(nowNanos).putInt((int) ++count);
        return payload.array();
    }
}
