package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.SlowConsumer;

/**
 * How the connections of one path behave, whatever their framing.
 *
 * @param maxMessageBytes the longest message; at least 1
 * @param maxHandshakeBytes the longest message before there is a session; at most {@code maxMessageBytes}
 * @param maxHeadBytes what may stand in front of the arguments of a message; at least 1
 * @param slowConsumer what may wait for one peer that reads slowly
 * @param timing the timers
 * @param failsByDrop whether a peer that breaks a protocol is cut instead of being told so
 */
public record ConnectionSettings(
        int maxMessageBytes,
        int maxHandshakeBytes,
        int maxHeadBytes,
        SlowConsumer slowConsumer,
        Timing timing,
        boolean failsByDrop) {}
