package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.SlowConsumer;

/**
 * Settings of the connections of one path that do not depend on the framing.
 *
 * @param maxMessageBytes maximum length of a message; at least 1
 * @param maxHandshakeBytes maximum length of a message before the session is established; at most {@code maxMessageBytes}
 * @param maxHeadBytes maximum length of the head of a message; at least 1
 * @param slowConsumer the limits of the backlog of a peer
 * @param failsByDrop whether a violation of the protocol ends the connection without ABORT and CLOSE
 */
public record ConnectionSettings(
        int maxMessageBytes,
        int maxHandshakeBytes,
        int maxHeadBytes,
        SlowConsumer slowConsumer,
        Timing timing,
        boolean failsByDrop) {}
