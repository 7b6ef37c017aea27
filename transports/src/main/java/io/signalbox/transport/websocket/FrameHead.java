package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;

/** Head of a frame (RFC 6455 section 5.2, Base Framing Protocol). Stateless and thread-safe. */
public final class FrameHead {
    /** Maximum length of a head with a masking key. */
    public static final int MAX_BYTES = 14;

    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private FrameHead() {}

    /**
     * Writes a head. {@code out} has room for {@link #MAX_BYTES}.
     *
     * @param firstByte the flags and the opcode
     * @param key the masking key, big-endian; written only if the frame has a mask
     */
    public static void write(ByteBuffer out, int firstByte, int length, boolean isMasked, int key) {
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
