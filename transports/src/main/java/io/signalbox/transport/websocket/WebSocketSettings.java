package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How one WebSocket path behaves.
 *
 * @param maxMessageBytes beyond it a message is answered with close code 1009; 1 to 2^31 - 1
 * @param maxFrameBytes the same for one frame; 0 for the message's bound
 * @param maxHandshakeBytes the bound of a message before there is a session; at least 1
 * @param maxHeadBytes what may stand in front of the arguments of a message; at least 1
 * @param slowConsumer what may wait for one peer that reads slowly; at least {@code maxMessageBytes}
 * @param formats the formats that may be asked for, in plain and batched form
 * @param requireSubprotocol whether a client without a subprotocol is refused; else it gets JSON
 * @param origins which web pages may connect
 * @param timing the timers
 */
public record WebSocketSettings(
        int maxMessageBytes,
        int maxFrameBytes,
        int maxHandshakeBytes,
        int maxHeadBytes,
        SlowConsumer slowConsumer,
        Set<WireFormat> formats,
        boolean requireSubprotocol,
        Origins origins,
        Timing timing) {

    /** Allowed origins as patterns with {@code *}, and whether the origin {@code null} is allowed. */
    public record Origins(List<String> patterns, boolean allowNull) {}

    public WebSocketSettings {
        formats = Collections.unmodifiableSet(EnumSet.copyOf(formats));
        if (slowConsumer.maxPendingBytes() < maxMessageBytes) {
            throw new IllegalArgumentException("maxPendingBytes is less than maxMessageBytes");
        }
    }

    /** What one frame may announce. */
    int maxFrameOrMessageBytes() {
        return maxFrameBytes == 0 ? maxMessageBytes : Math.min(maxFrameBytes, maxMessageBytes);
    }

    /** What concerns connections of every framing. */
    ConnectionSettings connections() {
        return new ConnectionSettings(
                maxMessageBytes, Math.min(maxHandshakeBytes, maxMessageBytes), maxHeadBytes, slowConsumer, timing);
    }

    /** 16 MiB messages, 64 KiB before a session, 256 KiB heads, 32 MiB backlog, every format and origin, no PINGs. */
    public static WebSocketSettings defaults() {
        return new WebSocketSettings(
                16 << 20,
                0,
                64 << 10,
                256 << 10,
                new SlowConsumer(32 << 20, 0, SlowConsumer.Policy.DISCONNECT),
                EnumSet.allOf(WireFormat.class),
                true,
                new Origins(List.of("*"), true),
                new Timing(2_000, 30_000, 0, 0, 12));
    }
}
