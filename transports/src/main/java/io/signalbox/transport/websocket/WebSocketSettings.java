package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one WebSocket path behaves. The components of this record and of those in it are named after the options of the node
 * configuration.
 *
 * @param slowConsumer what may wait for one peer that reads slowly; at least one message of {@code maxMessageSizeBytes}
 *     always may
 * @param compression empty where no compression is agreed on
 */
public record WebSocketSettings(
        Requests requests,
        Sizes sizes,
        Timing timing,
        Closing closing,
        SlowConsumer slowConsumer,
        Optional<Compression> compression) {

    /**
     * Which requests are answered how.
     *
     * @param allowedOrigins patterns with {@code *} of the web pages that may connect
     * @param allowNullOrigin whether the origin {@code null} may connect
     * @param externalPort the port that a Host header has to name where it names one
     * @param requireWebsocketSubprotocol whether a client without a subprotocol is refused; else it gets JSON
     * @param enableWebstatus whether a request that is no WebSocket handshake gets a page, else 426
     * @param showServerVersion whether answers tell the version of the server beside its name
     */
    public record Requests(
            List<String> allowedOrigins,
            boolean allowNullOrigin,
            OptionalInt externalPort,
            boolean requireWebsocketSubprotocol,
            boolean enableWebstatus,
            boolean showServerVersion) {}

    /**
     * How long messages and frames are.
     *
     * @param maxMessageSizeBytes beyond it a message is answered with close code 1009; 1 to 2^31 - 1
     * @param maxFrameSizeBytes the same for one frame; 0 for the message's bound
     * @param maxHandshakeMessageSizeBytes the bound of a message before there is a session; at least 1
     * @param maxHeadBytes what may stand in front of the arguments of a message; at least 1
     * @param autoFragmentSizeBytes the longest payload of a frame that is written; 0 writes each message in one
     */
    public record Sizes(
            int maxMessageSizeBytes,
            int maxFrameSizeBytes,
            int maxHandshakeMessageSizeBytes,
            int maxHeadBytes,
            int autoFragmentSizeBytes) {}

    /**
     * How connections end.
     *
     * @param failByDrop whether a peer that breaks a protocol is cut, else it gets ABORT and CLOSE
     * @param echoCloseCodereason whether a peer's CLOSE is answered with its code and text, else with 1000
     */
    public record Closing(boolean failByDrop, boolean echoCloseCodereason) {}

    /** Compression that may be agreed on. */
    public record Compression(Optional<DeflateSettings> deflate) {}

    Optional<DeflateSettings> deflate() {
        return compression.flatMap(Compression::deflate);
    }

    /** What the frames of a connection look like. */
    FrameTerms frames(boolean isDeflating) {
        int maxFrameBytes = sizes.maxFrameSizeBytes == 0
                ? sizes.maxMessageSizeBytes
                : Math.min(sizes.maxFrameSizeBytes, sizes.maxMessageSizeBytes);
        int fragmentBytes = sizes.autoFragmentSizeBytes == 0 ? Integer.MAX_VALUE : sizes.autoFragmentSizeBytes;
        return new FrameTerms(maxFrameBytes, fragmentBytes, closing.echoCloseCodereason, isDeflating);
    }

    /** What concerns connections of every framing. */
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

    /** 16 MiB messages, 64 KiB before a session, 256 KiB heads, 32 MiB backlog, every origin, no PINGs, no compression. */
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
