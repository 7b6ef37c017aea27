package io.signalbox.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in network byte order. */
final class BigEndian {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static int unsigned16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xFFFF;
    }

    static int signed16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at);
    }

    static long unsigned32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at) & 0xFFFF_FFFFL;
    }

    static int signed32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    static long signed64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static void put16(byte[] bytes, int at, int value) {
        SHORT.set(bytes, at, (short) value);
    }

    static void put32(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    static void put64(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }

    /** Appends a byte and a number of {@code lengthBytes} bytes: 1, 2, 4 or 8. */
    static void write(ByteSink out, int head, int lengthBytes, long value) {
        out.ensure(1 + lengthBytes);
        byte[] bytes = out.array();
        int at = out.size();
        bytes[at++] = (byte) head;
        put(bytes, at, lengthBytes, value);
        out.advance(1 + lengthBytes);
    }

    static void put(byte[] bytes, int at, int lengthBytes, long value) {
        switch (lengthBytes) {
            case 1 -> bytes[at] = (byte) value;
            case 2 -> put16(bytes, at, (int) value);
            case 4 -> put32(bytes, at, (int) value);
            case 8 -> put64(bytes, at, value);
            default -> throw new IllegalArgumentException("no number has " + lengthBytes + " bytes");
        }
    }
}
