package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.Timing;

/**
 * Terms of one leg of the sessions of an item.
 *
 * @param maxFrameBytes maximum payload of a frame of the peer; {@link Long#MAX_VALUE} for any length
 * @param maxMessageBytes maximum length of a message of the peer, decompressed; {@link Long#MAX_VALUE} for any length
 * @param fragmentBytes maximum payload of a frame for the peer, at least 1; {@link Integer#MAX_VALUE} for any length
 * @param failsByDrop whether a violation of the peer ends the connection without CLOSE
 * @param tcpNoDelay whether short writes leave at once, over TCP
 * @param timing the timers of the connection; the close timeout is at least 1
 */
public record LegTerms(
        long maxFrameBytes,
        long maxMessageBytes,
        int fragmentBytes,
        boolean failsByDrop,
        boolean tcpNoDelay,
        Timing timing) {

    /** Creates terms of frames that pass as they are, to a peer that gets CLOSE after a violation. */
    public LegTerms(long maxFrameBytes, long maxMessageBytes, Timing timing) {
        this(maxFrameBytes, maxMessageBytes, Integer.MAX_VALUE, false, true, timing);
    }
}
