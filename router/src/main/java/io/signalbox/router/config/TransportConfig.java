package io.signalbox.router.config;

/** A listening transport. */
public sealed interface TransportConfig permits WebSocketTransportConfig, WebTransportConfig {
    String id();

    EndpointConfig endpoint();
}
