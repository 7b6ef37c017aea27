package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.Timing;
import java.util.Optional;

/**
 * Terms of the sessions of one item.
 *
 * @param maxFrameBytes maximum payload of a frame; {@link Long#MAX_VALUE} for any length
 * @param maxMessageBytes maximum length of a message, decompressed; {@link Long#MAX_VALUE} for any length
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 * @param timing the timers of both connections; the close timeout is at least 1
 * @param mediation the terms that differ between the sides
 * @param compression the compression of the legs; empty for none
 */
public record RelayTerms(
        long maxFrameBytes,
        long maxMessageBytes,
        long idleTimeoutMillis,
        Timing timing,
        MediationTerms mediation,
        Optional<RelayCompression> compression) {

    /** Creates terms that are the same for both sides. */
    public RelayTerms(
            long maxFrameBytes,
            long maxMessageBytes,
            long idleTimeoutMillis,
            Timing timing,
            Optional<RelayCompression> compression) {
        this(maxFrameBytes, maxMessageBytes, idleTimeoutMillis, timing, MediationTerms.NONE, compression);
    }

    long maxMessageBytes(Side side) {
        return side == Side.CLIENT ? maxMessageBytes : Math.min(maxMessageBytes, mediation.maxBackendMessageBytes());
    }
}
