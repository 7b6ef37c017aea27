package io.signalbox.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. */
final class Utf8 {
    /** Reads eight bytes at once, the first of them lowest. */
    static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final long HIGH_BITS = 0x8080808080808080L;

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** The index of the first byte in {@code from..to} that is not ASCII, or {@code to}. */
    static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - 8) {
            long high = (long) EIGHT.get(bytes, i) & HIGH_BITS;
            if (high != 0) {
                return i + (Long.numberOfTrailingZeros(high) >>> 3);
            }
            i += 8;
        }
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** The index of the first byte in {@code from..to} that does not begin a well-formed sequence, or {@code to}. */
    static int skipWellFormed(byte[] bytes, int from, int to) {
        int i = skipAscii(bytes, from, to);
        while (i < to) {
            int length = sequenceLength(bytes, i, to);
            if (length == 0) {
                return i;
            }
            i += length;
            if (i < to && bytes[i] >= 0) {
                i = skipAscii(bytes, i, to);
            }
        }
        return to;
    }

    /** The length of the sequence that begins at {@code i}, or 0 when it is not well-formed. */
    static int sequenceLength(byte[] bytes, int i, int to) {
        int first = bytes[i];
        if (first >= 0) {
            return 1;
        }
        if (first < (byte) 0xC2 || first > (byte) 0xF4) {
            return 0;
        }
        int length = first < (byte) 0xE0 ? 2 : first < (byte) 0xF0 ? 3 : 4;
        if (to - i < length) {
            return 0;
        }
        int second = bytes[i + 1] & 0xFF;
        boolean wellFormed = second >= lowestSecond(first) && second <= highestSecond(first);
        for (int k = 2; k < length; k++) {
            wellFormed &= (bytes[i + k] & 0xC0) == 0x80;
        }
        return wellFormed ? length : 0;
    }

    private static int lowestSecond(int first) {
        return first == (byte) 0xE0 ? 0xA0 : first == (byte) 0xF0 ? 0x90 : 0x80;
    }

    private static int highestSecond(int first) {
        return first == (byte) 0xED ? 0x9F : first == (byte) 0xF4 ? 0x8F : 0xBF;
    }

    /** The bytes of a string; halves of surrogate pairs become U+FFFD. */
    static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return text.codePoints()
                        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString()
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
        return bytes;
    }
}
