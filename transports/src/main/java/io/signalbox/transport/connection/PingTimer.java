package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * Timer of the PINGs of one connection. Any traffic of the peer counts as an answer, unless the settings accept only a PONG.
 * The time during which reading is paused does not count, because answers are not read then.
 *
 * <p>Confined to the timer's thread, except {@link #heard} and {@link #ponged}.
 */
public final class PingTimer {
    /** Due action. */
    public enum Due {
        NOTHING,
        PING,
        /** Disconnect the peer, which has not answered the PING. */
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

    public PingTimer(Timing timing, long nowNanos) {
        intervalNanos = TimeUnit.MILLISECONDS.toNanos(timing.autoPingIntervalMillis());
        timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timing.autoPingTimeoutMillis());
        sizeBytes = timing.autoPingSizeBytes();
        anyTraffic = timing.autoPingRestartOnAnyTraffic();
        sinceNanos = nowNanos;
    }

    /** Records that bytes have arrived. Thread-safe. */
    public void heard() {
        if (!heard && anyTraffic) {
            heard = true;
        }
    }

    /** Records that a PONG has arrived. Thread-safe. */
    public void ponged() {
        heard = true;
    }

    /** Returns the due action. */
    public Due tick(long nowNanos, boolean paused) {
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

    /** Returns the payload of the next PING: time, number and padding. */
    public byte[] payload(long nowNanos) {
        ByteBuffer payload = ByteBuffer.allocate(Math.max(sizeBytes, 12));
        payload.putLong(nowNanos).putInt((int) ++count);
        return payload.array();
    }
}
