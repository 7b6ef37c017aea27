package io.signalbox.gateway.relay;

import io.signalbox.transport.websocket.FrameReader;
import java.nio.ByteBuffer;
import java.util.Random;

/** Heads of data frames, and whole control frames (RFC 6455 section 5.2, Base Framing Protocol). */
final class FrameHead {
    static final int MAX_BYTES = 14;

    private static final int KEY_BYTES = 4;
    static final int MAX_CONTROL_FRAME = 2 + KEY_BYTES + FrameReader.MAX_CONTROL_BYTES;

    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private FrameHead() {}

    /**
     * Writes a head.
     *
     * @param firstByte the opcode with its bits
     * @param key the masking key of a frame with a mask, big-endian
     */
    static void write(ByteBuffer out, int firstByte, int length, boolean isMasked, int key) {
        int masked = isMasked ? MASKED : 0;
        out.put((byte) firstByte);
        if (length < LENGTH_16) {
            out.put((byte) (masked | length));
        } else if (length <= 0xFFFF) {
            out.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            out.put((byte) (masked | LENGTH_64)).putLong(length);
        }
        if (isMasked) {
            out.putInt(key);
        }
    }

    /**
     * Writes a control frame.
     *
     * @param payload null for no frame
     * @param keys the source of masking keys; null for a frame without a mask
     */
    static void control(ByteBuffer out, int opcode, byte[] payload, Random keys) {
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
