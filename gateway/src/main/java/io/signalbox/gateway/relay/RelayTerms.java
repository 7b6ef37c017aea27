package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.Timing;

/**
 * Terms of the sessions of one item.
 *
 * @param maxFrameBytes maximum payload of a frame; {@link Long#MAX_VALUE} for any length
 * @param maxMessageBytes maximum length of a message; {@link Long#MAX_VALUE} for any length
 * @param idleTimeoutMillis time without traffic after which a session is closed; 0 for any time
 * @param timing the timers of both connections; the close timeout is at least 1
 */
public record RelayTerms(long maxFrameBytes, long maxMessageBytes, long idleTimeoutMillis, Timing timing) {}
