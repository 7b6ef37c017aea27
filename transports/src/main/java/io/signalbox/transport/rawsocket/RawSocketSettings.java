package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;

/**
 * Behavior of the RawSocket connections of one listener. The components of this record and of those in it are named after the
 * options of the node configuration.
 *
 * @param maxMessageSizeBytes the longest message that a peer may send; 1 to 2^24. The handshake announces the next power of
 *     two, at least 512, and that is what counts
 * @param maxHandshakeMessageSizeBytes the longest message before there is a session; at least 1
 * @param maxHeadBytes maximum length of the head of a message; at least 1
 * @param timing the timers
 * @param slowConsumer the limits of the backlog of a peer; the backlog may always have one message of the maximum length
 */
public record RawSocketSettings(
        int maxMessageSizeBytes,
        int maxHandshakeMessageSizeBytes,
        int maxHeadBytes,
        Timing timing,
        SlowConsumer slowConsumer) {

    public RawSocketSettings {
        if (maxMessageSizeBytes < 1 || maxMessageSizeBytes > LengthExponent.MAX_BYTES) {
            throw new IllegalArgumentException("maxMessageSizeBytes is " + maxMessageSizeBytes);
        }
    }

    /** Returns the announced length of the longest message. */
    LengthExponent announced() {
        return LengthExponent.atLeast(maxMessageSizeBytes);
    }

    /** Returns the settings that do not depend on the framing. */
    public ConnectionSettings connections() {
        int announcedBytes = announced().bytes();
        long maxPendingBytes = Math.max(slowConsumer.maxPendingBytes(), announcedBytes);
        return new ConnectionSettings(
                announcedBytes,
                Math.min(maxHandshakeMessageSizeBytes, announcedBytes),
                maxHeadBytes,
                new SlowConsumer(maxPendingBytes, slowConsumer.maxPendingTimeMillis(), slowConsumer.policy()),
                timing,
                false);
    }
}
