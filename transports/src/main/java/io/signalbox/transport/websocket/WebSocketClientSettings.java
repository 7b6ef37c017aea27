package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.transport.connection.ConnectionSettings;
import java.util.List;
import java.util.Optional;

/**
 * Settings of a {@link WebSocketClient}.
 *
 * @param subprotocols the offered subprotocols, in order of preference; at least one
 * @param connections settings that do not depend on the framing
 * @param maxFrameBytes maximum length of a frame of the server; at least 1
 * @param deflate the compression that is offered; empty to offer none
 */
public record WebSocketClientSettings(
        List<Subprotocol> subprotocols,
        ConnectionSettings connections,
        int maxFrameBytes,
        Optional<DeflateSettings> deflate) {

    public WebSocketClientSettings {
        subprotocols = List.copyOf(subprotocols);
        if (subprotocols.isEmpty()) {
            throw new IllegalArgumentException("no subprotocol to offer");
        }
    }

    /** Returns settings with the limits, the timers and the compression of a WebSocket path. */
    public static WebSocketClientSettings of(List<Subprotocol> subprotocols, WebSocketSettings options) {
        int maxFrameBytes = (int) options.frames().maxFrameBytes();
        return new WebSocketClientSettings(subprotocols, options.connections(), maxFrameBytes, options.deflate());
    }
}
