package io.signalbox.transport.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Masks and unmasks payloads (RFC 6455 section 5.3, Client-to-Server Masking), eight bytes at a time. Both are the same
 * operation.
 */
final class Masking {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int KEY_BYTES = 4;

    private Masking() {}

    /**
     * Applies a key in place.
     *
     * @param key the masking key, the first byte of the frame's key in the highest bits
     * @param position where the first of the bytes stands in the payload of its frame
     */
    static void apply(int key, long position, byte[] bytes, int offset, int length) {
        int turned = Integer.rotateLeft(key, (int) (position % KEY_BYTES) * Byte.SIZE);
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
