package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Payload;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Payload of one string with the number of the source (4 hexadecimal digits), a sequence number (12 hexadecimal
 * digits) and filler.
 */
final class Stamp {

    static final int LENGTH = 16;
    private static final int SOURCE_DIGITS = 4;
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final Payload template;
    private final int at;

    Stamp(Serializer serializer, int lengthBytes) {
        Payload payload = serializer.payload(List.of("x".repeat(lengthBytes)), Map.of());
        byte[] exact = Arrays.copyOfRange(payload.array(), payload.offset(), payload.offset() + payload.length());
        this.template = new Payload(payload.format(), exact, 0, exact.length, payload.parts());
        int first = 0;
        while (exact[first] != 'x' || exact[first + 1] != 'x') {
            first++;
        }
        this.at = first;
    }

    Payload payload(int source, long sequence) {
        byte[] bytes = template.array().clone();
        write(bytes, at, SOURCE_DIGITS, source);
        write(bytes, at + SOURCE_DIGITS, LENGTH - SOURCE_DIGITS, sequence);
        return new Payload(template.format(), bytes, 0, bytes.length, template.parts());
    }

    /** Returns whether a payload differs from a stamp only in its digits. */
    boolean isWhole(Payload payload) {
        byte[] wanted = template.array();
        byte[] found = payload.array();
        int offset = payload.offset();
        int tail = at + LENGTH;
        return payload.length() == wanted.length
                && Arrays.equals(found, offset, offset + at, wanted, 0, at)
                && Arrays.equals(found, offset + tail, offset + wanted.length, wanted, tail, wanted.length);
    }

    int source(Payload payload) {
        return (int) read(payload.array(), payload.offset() + at, SOURCE_DIGITS);
    }

    long sequence(Payload payload) {
        return read(payload.array(), payload.offset() + at + SOURCE_DIGITS, LENGTH - SOURCE_DIGITS);
    }

    private static void write(byte[] bytes, int from, int digits, long value) {
        long rest = value;
        for (int i = from + digits - 1; i >= from; i--) {
            bytes[i] = DIGITS[(int) (rest & 15)];
            rest >>>= 4;
        }
    }

    private static long read(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value << 4 | Character.digit(bytes[i], 16) & 15;
        }
        return value;
    }
}
