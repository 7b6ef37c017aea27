package io.signalbox.protocol.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Verification of UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF. Stateless and thread-safe. */
final class Utf8 {
    /** Reads eight bytes. The first byte is the lowest of the number. */
    static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final long HIGH_BITS = 0x8080808080808080L;

    private static final char REPLACEMENT = '\uFFFD';

    private Utf8() {}

    /** Returns the index of the first byte in {@code from..to} that is not ASCII, or {@code to}. */
    static int skipAscii(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - 8) {
            long high = (long) EIGHT.get(bytes, i) & HIGH_BITS;
            if (high != 0) {
                return i + (Long.numberOfTrailingZeros(high) >>> 3);
            }
            i += 8;
        }
        return i + 8 <= bytes.length ? skipAsciiTail(bytes, i, to) : skipAsciiBytes(bytes, i, to);
    }

    /** Reads the last bytes together with the bytes behind, which are ignored. */
    private static int skipAsciiTail(byte[] bytes, int from, int to) {
        long beyond = -1L << ((to - from) << 3);
        long high = (long) EIGHT.get(bytes, from) & HIGH_BITS & ~beyond;
        return high == 0 ? to : from + (Long.numberOfTrailingZeros(high) >>> 3);
    }

    private static int skipAsciiBytes(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    /** Returns the index of the first byte in {@code from..to} that does not begin a well-formed sequence, or {@code to}. */
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

    /** Returns the length of the sequence at {@code i}; 0 if the sequence is not well-formed. */
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

    /** Encodes a string. Replaces unpaired halves of surrogate pairs by U+FFFD. */
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
