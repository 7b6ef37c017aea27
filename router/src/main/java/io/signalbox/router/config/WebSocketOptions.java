package io.signalbox.router.config;

import java.util.List;

/**
 * Options of WebSocket connections. A time of 0 switches off what it is for.
 *
 * @param maxFrameSizeBytes 0 stands for the size of a message
 */
public record WebSocketOptions(
        List<String> allowedOrigins,
        boolean allowNullOrigin,
        int openHandshakeTimeoutMillis,
        int closeHandshakeTimeoutMillis,
        int helloTimeoutMillis,
        int maxFrameSizeBytes,
        int maxMessageSizeBytes,
        int maxHandshakeMessageSizeBytes,
        int maxHeadBytes,
        SlowConsumerConfig slowConsumer,
        int maxConnections,
        boolean tcpNodelay,
        int autoPingIntervalMillis,
        int autoPingTimeoutMillis) {

    public static final WebSocketOptions DEFAULTS = new WebSocketOptions(
            List.of("*"),
            true,
            5_000,
            2_000,
            10_000,
            0,
            16 << 20,
            64 << 10,
            256 << 10,
            SlowConsumerConfig.DEFAULTS,
            100_000,
            true,
            30_000,
            10_000);
}
