package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.FrameReader;
import io.signalbox.transport.websocket.Masking;
import java.nio.ByteBuffer;

/** Frame of a whole message. */
final class MessageFrame {
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_HEAD_BYTES = 14;

    private MessageFrame() {}

    /** Returns the parts of a frame without a mask. */
    static ByteBuffer[] of(RelayMessage message) {
        return new ByteBuffer[] {head(message, 0).flip(), ByteBuffer.wrap(message.payload())};
    }

    /** Returns the parts of a frame with a mask, which a client needs. */
    static ByteBuffer[] masked(RelayMessage message, int key) {
        byte[] payload = message.payload().clone();
        Masking.apply(key, 0, payload, 0, payload.length);
        return new ByteBuffer[] {head(message, MASKED).putInt(key).flip(), ByteBuffer.wrap(payload)};
    }

    private static ByteBuffer head(RelayMessage message, int masked) {
        int length = message.payload().length;
        int opcode = message.isBinary() ? FrameReader.BINARY : FrameReader.TEXT;
        ByteBuffer head = ByteBuffer.allocate(MAX_HEAD_BYTES).put((byte) (FrameReader.FIN | opcode));
        if (length < LENGTH_16) {
            head.put((byte) (masked | length));
        } else if (length <= 0xFFFF) {
            head.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            head.put((byte) (masked | LENGTH_64)).putLong(length);
        }
        return head;
    }
}
