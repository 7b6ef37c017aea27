package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.transport.connection.ConnectionSettings;
import java.util.List;

/**
 * Settings of the WebSocket connections that this side opens.
 *
 * @param id what {@link io.signalbox.protocol.connection.PeerInfo} and the names of the threads say
 * @param subprotocols what is offered to the server, in order of preference; at least one
 * @param connections settings that do not depend on the framing
 * @param maxFrameBytes the longest frame that is taken; at least 1
 * @param sendBufferBytes what the system may hold at most of what a server has not taken yet; 0 lets the system choose
 * @param openTimeoutMillis the time for the TCP connection and the opening handshake together; at least 1
 */
public record WebSocketClientSettings(
        String id,
        List<Subprotocol> subprotocols,
        ConnectionSettings connections,
        int maxFrameBytes,
        int sendBufferBytes,
        long openTimeoutMillis) {

    public WebSocketClientSettings {
        subprotocols = List.copyOf(subprotocols);
        if (subprotocols.isEmpty()) {
            throw new IllegalArgumentException("no subprotocol to offer");
        }
    }
}
