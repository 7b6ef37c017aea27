package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.websocket.FrameHead;
import io.signalbox.transport.websocket.FrameReader;
import io.signalbox.transport.websocket.Masking;
import java.nio.ByteBuffer;

/** Frame of a whole message. */
final class MessageFrame {
    private MessageFrame() {}

    /** Returns the parts of a frame without a mask. */
    static ByteBuffer[] of(WebSocketMessage message) {
        return new ByteBuffer[] {head(message, false, 0), ByteBuffer.wrap(message.bytes())};
    }

    /** Returns the parts of a frame with a mask, which a client needs. */
    static ByteBuffer[] masked(WebSocketMessage message, int key) {
        byte[] payload = message.bytes().clone();
        Masking.apply(key, 0, payload, 0, payload.length);
        return new ByteBuffer[] {head(message, true, key), ByteBuffer.wrap(payload)};
    }

    private static ByteBuffer head(WebSocketMessage message, boolean isMasked, int key) {
        int opcode = message.isBinary() ? FrameReader.BINARY : FrameReader.TEXT;
        ByteBuffer head = ByteBuffer.allocate(FrameHead.MAX_BYTES);
        FrameHead.write(head, FrameReader.FIN | opcode, message.bytes().length, isMasked, key);
        return head.flip();
    }
}
