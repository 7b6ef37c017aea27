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
 * @param compression the compression of the legs; empty for none
 */
public record RelayTerms(
        long maxFrameBytes,
        long maxMessageBytes,
        long idleTimeoutMillis,
        Timing timing,
        Optional<RelayCompression> compression) {

    /** Terms of sessions without compression. */
    public RelayTerms(long maxFrameBytes, long maxMessageBytes, long idleTimeoutMillis, Timing timing) {
        this(maxFrameBytes, maxMessageBytes, idleTimeoutMillis, timing, Optional.empty());
    }
}
