package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;

/** Writes the heads of frames (RFC 6455 section 5.2, Base Framing Protocol); every frame is a whole message. */
final class FrameHead {
    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** The longest head, without a key. */
    static final int MAX_BYTES = 2 + Long.BYTES;

    /** The longest head with a key. */
    static final int MAX_MASKED_BYTES = MAX_BYTES + Integer.BYTES;

    private FrameHead() {}

    /** Writes a head without a key, as a server has it. */
    static void write(ByteBuffer out, int opcode, long length) {
        write(out, opcode, length, 0);
    }

    /** Writes a head with a key, as a client has it. */
    static void writeMasked(ByteBuffer out, int opcode, long length, int key) {
        write(out, opcode, length, MASKED);
        out.putInt(key);
    }

    private static void write(ByteBuffer out, int opcode, long length, int masked) {
        out.put((byte) (FIN | opcode));
        if (length < LENGTH_16) {
            out.put((byte) (masked | (int) length));
        } else if (length <= 0xFFFF) {
            out.put((byte) (masked | LENGTH_16)).putShort((short) length);
        } else {
            out.put((byte) (masked | LENGTH_64)).putLong(length);
        }
    }
}
