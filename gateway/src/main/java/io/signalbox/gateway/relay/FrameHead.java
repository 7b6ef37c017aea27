package io.signalbox.gateway.relay;

import java.nio.ByteBuffer;

/** Head of a data frame (RFC 6455 section 5.2, Base Framing Protocol). */
final class FrameHead {
    static final int MAX_BYTES = 14;

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
}
