package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.FrameReader;
import java.nio.ByteBuffer;
import java.util.Random;

/** Whole control frame (RFC 6455 section 5.5, Control Frames). Stateless and thread-safe. */
final class ControlFrame {
    private static final int KEY_BYTES = 4;

    /** Maximum length of a frame with a masking key. */
    static final int MAX_BYTES = 2 + KEY_BYTES + FrameReader.MAX_CONTROL_BYTES;

    private static final int MASKED = 0x80;

    private ControlFrame() {}

    /**
     * Writes a control frame. {@code out} has room for {@link #MAX_BYTES}.
     *
     * @param payload null for no frame
     * @param keys the source of masking keys; null for a frame without a mask
     */
    static void write(ByteBuffer out, int opcode, byte[] payload, Random keys) {
        if (payload == null) {
            return;
        }
        out.put((byte) (FrameReader.FIN | opcode));
        if (keys == null) {
            out.put((byte) payload.length).put(payload);
            return;
        }
        byte[] key = new byte[KEY_BYTES];
        keys.nextBytes(key);
        out.put((byte) (MASKED | payload.length)).put(key);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ key[i % KEY_BYTES]));
        }
    }
}
