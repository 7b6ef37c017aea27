package io.signalbox.transport.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Masking of payloads (RFC 6455 section 5.3, Client-to-Server Masking), eight bytes at a time. Unmasking is the same
 * operation. Stateless and thread-safe.
 */
public final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int KEY_BYTES = 4;

    private Masking() {}

    /** Returns the key that begins at a position in the payload of the frame. */
    public static int turned(int key, long position) {
        return Integer.rotateLeft(key, (int) (position % KEY_BYTES) * Byte.SIZE);
    }

    /**
     * Masks or unmasks bytes in place.
     *
     * @param key the masking key of the frame, big-endian
     * @param position the position of the first byte in the payload of the frame
     */
    public static void apply(int key, long position, byte[] bytes, int offset, int length) {
        int turned = turned(key, position);
        long twice = (long) turned << Integer.SIZE | turned & 0xFFFF_FFFFL;
        int done = 0;
        for (; done + Long.BYTES <= length; done += Long.BYTES) {
            LONGS.set(bytes, offset + done, (long) LONGS.get(bytes, offset + done) ^ twice);
        }
        for (; done < length; done++) {
            bytes[offset + done] ^= (byte) (turned >>> (KEY_BYTES - 1 - done % KEY_BYTES) * Byte.SIZE);
        }
    }
}
