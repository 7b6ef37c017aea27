package io.signalbox.router.config;

/** What an HTTP server serves on one path. */
public sealed interface PathServiceConfig permits WebSocketPathConfig, StaticPathConfig {
    String id();
}
