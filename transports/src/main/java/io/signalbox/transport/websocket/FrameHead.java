package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;

/** Head of a frame, without its masking key (RFC 6455 section 5.2, Base Framing Protocol). Stateless and thread-safe. */
final class FrameHead {
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private FrameHead() {}

    /**
     * Writes a head.
     *
     * @param firstByte the flags and the opcode
     * @param isMasked whether a masking key follows
     */
    static void write(ByteBuffer out, int firstByte, int length, boolean isMasked) {
        int masked = isMasked ? MASKED : 0;
        out.put((byte) firstByte);
        if (length < LENGTH_16) {
            out.put((byte) (masked | length));
        } else if (length <= 0xFFFF) {
            out.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            out.put((byte) (masked | LENGTH_64)).putLong(length);
        }
    }
}
