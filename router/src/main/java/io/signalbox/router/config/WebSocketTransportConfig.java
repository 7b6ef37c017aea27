package io.signalbox.router.config;

import io.signalbox.protocol.message.WireFormat;
import java.util.List;

/** WAMP over WebSocket on a port of its own. */
public record WebSocketTransportConfig(
        String id, EndpointConfig endpoint, List<WireFormat> serializers, WebSocketOptions options, AuthConfig auth)
        implements TransportConfig {}
