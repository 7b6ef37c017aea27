package io.signalbox.protocol.codec;

import java.util.Arrays;

/** A growing array that encoders write into. Confined to one thread at a time. */
public final class ByteSink {
    /** Room behind a long payload, for example for the bracket that ends a message: one byte must not double the array. */
    private static final int SPARE_BYTES = 16;

    private byte[] bytes;
    private int size;

    public ByteSink(int initialBytes) {
        bytes = new byte[initialBytes];
    }

    /** The array behind this sink; valid up to {@link #size()}, and until the next write. */
    public byte[] array() {
        return bytes;
    }

    public int size() {
        return size;
    }

    /** Forgets everything from {@code newSize} on. */
    public void truncate(int newSize) {
        size = newSize;
    }

    public void clear() {
        size = 0;
    }

    /** Makes room for {@code more} bytes behind {@link #size()}. */
    public void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(size, more + SPARE_BYTES)));
        }
    }

    public void write(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void write(byte[] source, int offset, int length) {
        ensure(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    /** Counts bytes that were written into {@link #array()} behind {@link #size()}, after {@link #ensure}. */
    public void advance(int written) {
        size += written;
    }

    /** Moves everything from {@code at} on, so that {@code more} bytes can be set there. */
    void makeGap(int at, int more) {
        ensure(more);
        System.arraycopy(bytes, at, bytes, at + more, size - at);
        size += more;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }
}
