package io.signalbox.transport.connecting;

import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.util.List;

/** Protocol of a connecting transport, with its settings. */
public sealed interface ConnectingProtocol {

    /** WebSocket. The serializers are offered at once, in the order of the subprotocols. */
    record WebSocket(WebSocketClientSettings settings) implements ConnectingProtocol {}

    /**
     * RawSocket.
     *
     * @param formats the serializers in order of preference, at least one; each one that the router refuses costs a connection
     */
    record RawSocket(List<WireFormat> formats, RawSocketSettings settings) implements ConnectingProtocol {
        public RawSocket {
            formats = List.copyOf(formats);
            if (formats.isEmpty()) {
                throw new IllegalArgumentException("no serializer to offer");
            }
        }
    }
}
