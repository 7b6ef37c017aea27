package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.transport.connection.ConnectionSettings;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a {@link WebSocketClient}.
 *
 * @param id the listener in {@link io.signalbox.protocol.connection.PeerInfo}, and the prefix of the names of the threads
 * @param subprotocols the offered subprotocols, in order of preference; at least one
 * @param connections settings that do not depend on the framing
 * @param maxFrameBytes maximum length of a frame of the server; at least 1
 * @param deflate the compression that is offered; empty to offer none
 * @param sendBufferBytes maximum of the send buffer of a socket, in bytes; 0 leaves the maximum to the system
 * @param openTimeoutMillis the time for the TCP connection and the opening handshake together; at least 1
 */
public record WebSocketClientSettings(
        String id,
        List<Subprotocol> subprotocols,
        ConnectionSettings connections,
        int maxFrameBytes,
        Optional<DeflateSettings> deflate,
        int sendBufferBytes,
        long openTimeoutMillis) {

    public WebSocketClientSettings {
        subprotocols = List.copyOf(subprotocols);
        if (subprotocols.isEmpty()) {
            throw new IllegalArgumentException("no subprotocol to offer");
        }
    }
}
