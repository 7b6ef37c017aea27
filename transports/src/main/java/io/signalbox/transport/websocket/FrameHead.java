package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;

/** Writes the heads of frames (RFC 6455 section 5.2, Base Framing Protocol). */
final class FrameHead {
    /** The bit of the first byte for the last frame of a message. */
    static final int FIN = 0x80;

    /** The bit of the first byte for a compressed message (RFC 7692 section 6, Framing), in its first frame. */
    static final int RSV1 = 0x40;

    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** The longest head, without a key. */
    static final int MAX_BYTES = 2 + Long.BYTES;

    /** The longest head with a key. */
    static final int MAX_MASKED_BYTES = MAX_BYTES + Integer.BYTES;

    private FrameHead() {}

    /** Writes a head without a key, as a server has it. */
    static void write(ByteBuffer out, int firstByte, long length) {
        write(out, firstByte, length, 0);
    }

    /** Writes a head with a key, as a client has it. */
    static void writeMasked(ByteBuffer out, int firstByte, long length, int key) {
        write(out, firstByte, length, MASKED);
        out.putInt(key);
    }

    private static void write(ByteBuffer out, int firstByte, long length, int masked) {
        out.put((byte) firstByte);
        if (length < LENGTH_16) {
            out.put((byte) (masked | (int) length));
        } else if (length <= 0xFFFF) {
            out.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            out.put((byte) (masked | LENGTH_64)).putLong(length);
        }
    }
}
