package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Behavior of the RawSocket connections of one listener.
 *
 * @param maxMessageBytes the longest message that a peer may send; 1 to 2^24. The handshake announces the next power of two,
 *     at least 512, and that is what counts
 * @param maxHandshakeBytes the longest message before there is a session; at least 1
 * @param maxHeadBytes what may stand in front of the arguments of a message; at least 1
 * @param slowConsumer what may wait for one peer that reads slowly
 * @param formats the formats that a peer may ask for
 * @param timing the timers
 */
public record RawSocketSettings(
        int maxMessageBytes,
        int maxHandshakeBytes,
        int maxHeadBytes,
        SlowConsumer slowConsumer,
        Set<WireFormat> formats,
        Timing timing) {

    public RawSocketSettings {
        formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
        if (maxMessageBytes < 1 || maxMessageBytes > LengthExponent.MAX_BYTES) {
            throw new IllegalArgumentException("maxMessageBytes is " + maxMessageBytes);
        }
    }

    /** Returns the announced length of the longest message. */
    LengthExponent announced() {
        return LengthExponent.atLeast(maxMessageBytes);
    }

    ConnectionSettings connections() {
        int announcedBytes = announced().bytes();
        return new ConnectionSettings(
                announcedBytes, Math.min(maxHandshakeBytes, announcedBytes), maxHeadBytes, slowConsumer, timing, false);
    }
}
