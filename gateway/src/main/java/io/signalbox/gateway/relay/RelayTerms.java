package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.Timing;

/**
 * Terms of the sessions of one item.
 *
 * @param maxFrameBytes maximum payload of a frame; {@link Long#MAX_VALUE} for any length
 * @param maxMessageBytes maximum length of a message; {@link Long#MAX_VALUE} for any length
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 * @param timing the timers of both connections; the close timeout is at least 1
 * @param mediation the terms that differ between the sides
 */
public record RelayTerms(
        long maxFrameBytes, long maxMessageBytes, long idleTimeoutMillis, Timing timing, MediationTerms mediation) {

    /** Creates terms that are the same for both sides. */
    public RelayTerms(long maxFrameBytes, long maxMessageBytes, long idleTimeoutMillis, Timing timing) {
        this(maxFrameBytes, maxMessageBytes, idleTimeoutMillis, timing, MediationTerms.NONE);
    }

    long maxMessageBytes(Side side) {
        return side == Side.CLIENT ? maxMessageBytes : Math.min(maxMessageBytes, mediation.maxBackendMessageBytes());
    }
}
