package io.signalbox.router.config;

import io.signalbox.protocol.message.WireFormat;
import java.util.List;

/** WAMP over WebSocket on a path. */
public record WebSocketPathConfig(String id, List<WireFormat> serializers, WebSocketOptions options, AuthConfig auth)
        implements PathServiceConfig {}
