package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.concurrent.TimeUnit;

/**
 * Traffic of one session: the times of the last messages and PINGs of both sides, the bytes of both, and the end. Thread-safe. The bytes
 * of a side are recorded by the thread that reads the side.
 */
final class Traffic {
    private final RelayTerms terms;
    private final RelayCounters counters;
    private final long beginNanos;
    private volatile long clientNanos;
    private volatile long backendNanos;
    private volatile long clientBytes;
    private volatile long backendBytes;
    private volatile SessionEnd end = SessionEnd.byNode(new CloseFrame(CloseCode.GOING_AWAY, ""));

    Traffic(RelayTerms terms, RelayCounters counters, long nowNanos) {
        this.terms = terms;
        this.counters = counters;
        beginNanos = nowNanos;
        clientNanos = nowNanos;
        backendNanos = nowNanos;
    }

    /** Records a message or a PING of a side. */
    void of(Side side, long nowNanos) {
        if (side == Side.CLIENT) {
            clientNanos = nowNanos;
        } else {
            backendNanos = nowNanos;
        }
    }

    /** Records bytes that a side has sent. */
    void read(Side side, int bytes) {
        if (side == Side.CLIENT) {
            counters.bytesFromClients.add(bytes);
            clientBytes = clientBytes + bytes;
        } else {
            counters.bytesFromBackends.add(bytes);
            backendBytes = backendBytes + bytes;
        }
    }

    /** Records why the session closes. */
    void closing(SessionEnd why) {
        end = why;
    }

    /** Returns the traffic and the end of the session, for the log. */
    String text(long nowNanos) {
        return "closedBy=" + end.by().map(Side::toString).orElse("node") + " code="
                + end.why().code() + " bytesFromClient=" + clientBytes + " bytesFromBackend=" + backendBytes
                + " millis="
                + TimeUnit.NANOSECONDS.toMillis(nowNanos - beginNanos);
    }

    /** Returns whether one side, or both of them, have been silent for too long. */
    boolean isIdle(long nowNanos, boolean hasBackend) {
        long sinceClient = nowNanos - clientNanos;
        long sinceBackend = nowNanos - backendNanos;
        return isOver(terms.idleTimeoutMillis(), Math.min(sinceClient, sinceBackend))
                || isOver(terms.mediation().clientIdleMillis(), sinceClient)
                || hasBackend && isOver(terms.mediation().backendIdleMillis(), sinceBackend);
    }

    private static boolean isOver(long millis, long nanos) {
        return millis > 0 && nanos >= TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
