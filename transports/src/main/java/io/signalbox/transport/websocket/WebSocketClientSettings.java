package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.transport.connection.ConnectionSettings;
import java.util.List;

/**
 * Settings of a {@link WebSocketClient}.
 *
 * @param subprotocols the offered subprotocols, in order of preference; at least one
 * @param connections settings that do not depend on the framing
 * @param maxFrameBytes maximum length of a frame of the server; at least 1
 */
public record WebSocketClientSettings(
        List<Subprotocol> subprotocols, ConnectionSettings connections, int maxFrameBytes) {

    public WebSocketClientSettings {
        subprotocols = List.copyOf(subprotocols);
        if (subprotocols.isEmpty()) {
            throw new IllegalArgumentException("no subprotocol to offer");
        }
    }

    /** Returns settings with the limits and timers of a listening WebSocket path. */
    public static WebSocketClientSettings of(List<Subprotocol> subprotocols, WebSocketSettings options) {
        int maxFrameBytes = (int) options.frames(false).maxFrameBytes();
        return new WebSocketClientSettings(subprotocols, options.connections(), maxFrameBytes);
    }
}
