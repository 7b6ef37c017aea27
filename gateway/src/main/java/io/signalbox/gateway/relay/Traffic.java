package io.signalbox.gateway.relay;

import java.util.concurrent.TimeUnit;

/** Times of the last traffic of both sides: messages and PINGs. Thread-safe. */
final class Traffic {
    private final RelayTerms terms;
    private volatile long clientNanos;
    private volatile long backendNanos;

    Traffic(RelayTerms terms, long nowNanos) {
        this.terms = terms;
        clientNanos = nowNanos;
        backendNanos = nowNanos;
    }

    void of(Side side, long nowNanos) {
        if (side == Side.CLIENT) {
            clientNanos = nowNanos;
        } else {
            backendNanos = nowNanos;
        }
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
