package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Settings of one WebSocket path. The components of this record and of the records in it are named after the options of the
 * node configuration.
 *
 * @param slowConsumer the limits of the backlog of a peer; the backlog may always have one message of
 *     {@code maxMessageSizeBytes}
 * @param compression empty if no compression is accepted
 */
public record WebSocketSettings(
        Requests requests,
        Sizes sizes,
        Timing timing,
        Closing closing,
        SlowConsumer slowConsumer,
        Optional<Compression> compression) {

    /**
     * Settings of the handshake.
     *
     * @param allowedOrigins patterns with {@code *} of the origins that may connect
     * @param allowNullOrigin whether the origin {@code null} may connect
     * @param externalPort the port of the Host header if the header has one
     * @param requireWebsocketSubprotocol whether a client without a subprotocol is refused; otherwise it is served with JSON
     * @param enableWebstatus whether a request that is not a WebSocket handshake is answered with a page; otherwise with 426
     * @param showServerVersion whether the Server header contains the version
     */
    public record Requests(
            List<String> allowedOrigins,
            boolean allowNullOrigin,
            OptionalInt externalPort,
            boolean requireWebsocketSubprotocol,
            boolean enableWebstatus,
            boolean showServerVersion) {}

    /**
     * Limits of messages and frames.
     *
     * @param maxMessageSizeBytes maximum length of a message; a longer one is answered with close code 1009; 1 to 2^31 - 1
     * @param maxFrameSizeBytes the same for a frame; 0 for the maximum of a message
     * @param maxHandshakeMessageSizeBytes maximum length of a message before the session is established; at least 1
     * @param maxHeadBytes maximum length of the head of a message; at least 1
     * @param autoFragmentSizeBytes maximum payload of a frame that is written; 0 writes each message in one frame
     */
    public record Sizes(
            int maxMessageSizeBytes,
            int maxFrameSizeBytes,
            int maxHandshakeMessageSizeBytes,
            int maxHeadBytes,
            int autoFragmentSizeBytes) {}

    /**
     * Settings of the end of a connection.
     *
     * @param failByDrop whether a violation of the protocol ends the connection without ABORT and CLOSE
     * @param echoCloseCodereason whether the answer to the CLOSE of a peer repeats its code and text; otherwise the answer is 1000
     */
    public record Closing(boolean failByDrop, boolean echoCloseCodereason) {}

    /** Compression that is accepted. */
    public record Compression(Optional<DeflateSettings> deflate) {}

    Optional<DeflateSettings> deflate() {
        return compression.flatMap(Compression::deflate);
    }

    /** Returns the terms for the frames of a connection. */
    FrameTerms frames() {
        int maxFrameBytes = sizes.maxFrameSizeBytes == 0
                ? sizes.maxMessageSizeBytes
                : Math.min(sizes.maxFrameSizeBytes, sizes.maxMessageSizeBytes);
        int fragmentBytes = sizes.autoFragmentSizeBytes == 0 ? Integer.MAX_VALUE : sizes.autoFragmentSizeBytes;
        return new FrameTerms(maxFrameBytes, fragmentBytes, closing.echoCloseCodereason);
    }

    /** Returns the settings that do not depend on the framing. */
    ConnectionSettings connections() {
        long maxPendingBytes = Math.max(slowConsumer.maxPendingBytes(), sizes.maxMessageSizeBytes);
        return new ConnectionSettings(
                sizes.maxMessageSizeBytes,
                Math.min(sizes.maxHandshakeMessageSizeBytes, sizes.maxMessageSizeBytes),
                sizes.maxHeadBytes,
                new SlowConsumer(maxPendingBytes, slowConsumer.maxPendingTimeMillis(), slowConsumer.policy()),
                timing,
                closing.failByDrop);
    }

    /** Returns the defaults: 16 MiB messages, 64 KiB before a session, 256 KiB heads, 32 MiB backlog, every origin, no PINGs, no compression. */
    public static WebSocketSettings defaults() {
        return new WebSocketSettings(
                new Requests(List.of("*"), true, OptionalInt.empty(), true, true, false),
                new Sizes(16 << 20, 0, 64 << 10, 256 << 10, 0),
                new Timing(2_000, 30_000, 0, 0, 12),
                new Closing(false, false),
                new SlowConsumer(32 << 20, 0, SlowConsumer.Policy.DISCONNECT),
                Optional.empty());
    }
}
