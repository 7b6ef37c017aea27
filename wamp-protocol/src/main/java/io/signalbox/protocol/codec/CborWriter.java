package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;

/** Writer of CBOR (RFC 8949) with definite lengths in their shortest forms and floats of 64 bits. Confined to one thread. */
final class CborWriter implements WireWriter {
    private static final int UNSIGNED = 0;
    private static final int NEGATIVE = 1;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int DICT = 5;
    private static final int TAG = 6;
    private static final int POSITIVE_BIGNUM = 0xC2;
    private static final int NEGATIVE_BIGNUM = 0xC3;

    private final ByteSink out;

    CborWriter(ByteSink out) {
        this.out = out;
    }

    @Override
    public WireFormat format() {
        return WireFormat.CBOR;
    }

    @Override
    public void beginMessage(int elements) {
        out.write(LIST << 5 | elements);
    }

    @Override
    public void endMessage() {
        // The head has the number of elements.
    }

    @Override
    public void verbatim(Payload payload) {
        out.write(payload.array(), payload.offset(), payload.length());
    }

    @Override
    public void nil() {
        out.write(0xF6);
    }

    @Override
    public void bool(boolean value) {
        out.write(value ? 0xF5 : 0xF4);
    }

    @Override
    public void integer(long value) {
        if (value >= 0) {
            head(UNSIGNED, value);
        } else {
            head(NEGATIVE, ~value);
        }
    }

    private void head(int major, long argument) {
        if (argument >= 0 && argument <= 23) {
            out.write(major << 5 | (int) argument);
        } else {
            int sizeBytes = sizeBytes(argument);
            BigEndian.write(out, sizedHead(major, sizeBytes), sizeBytes, argument);
        }
    }

    /** Returns the length in bytes of an argument above 23. A negative argument is an unsigned number from 2^63. */
    private static int sizeBytes(long argument) {
        return argument < 0 ? 8 : argument <= 0xFF ? 1 : argument <= 0xFFFF ? 2 : argument <= 0xFFFF_FFFFL ? 4 : 8;
    }

    private static int sizedHead(int major, int sizeBytes) {
        return major << 5 | 24 + Integer.numberOfTrailingZeros(sizeBytes);
    }

    @Override
    public void integer(BigInteger value) {
        BigInteger magnitude = value.signum() < 0 ? value.not() : value;
        if (magnitude.bitLength() <= Long.SIZE) {
            int major = value.signum() < 0 ? NEGATIVE : UNSIGNED;
            BigEndian.write(out, sizedHead(major, 8), 8, magnitude.longValue());
            return;
        }
        out.write(value.signum() < 0 ? NEGATIVE_BIGNUM : POSITIVE_BIGNUM);
        byte[] bytes = magnitude.toByteArray();
        int zeros = bytes[0] == 0 ? 1 : 0;
        binary(bytes, zeros, bytes.length - zeros);
    }

    @Override
    public int maxIntegerBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public void real(double value) {
        BigEndian.write(out, 0xFB, 8, Double.doubleToRawLongBits(value));
    }

    @Override
    public void tag(int tag) {
        head(TAG, tag);
    }

    /** Writes seconds beyond 32 bits as a float, because decoders in JavaScript cannot convert a BigInt to a date. */
    @Override
    public void seconds(long sinceEpoch) {
        if (sinceEpoch >> Integer.SIZE == 0 || sinceEpoch >> Integer.SIZE == -1) {
            integer(sinceEpoch);
        } else {
            real(sinceEpoch);
        }
    }

    @Override
    public void text(String value) {
        int length = value.length();
        int headBytes = length <= 23 ? 1 : 1 + sizeBytes(length);
        out.ensure(headBytes + length);
        byte[] bytes = out.array();
        int at = out.size() + headBytes;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                encoded(Utf8.encode(value));
                return;
            }
            bytes[at + i] = (byte) c;
        }
        head(TEXT, length);
        out.advance(length);
    }

    private void encoded(byte[] utf8) {
        head(TEXT, utf8.length);
        out.write(utf8, 0, utf8.length);
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        head(BYTES, length);
        out.write(source, offset, length);
    }

    @Override
    public int beginList() {
        out.write(0);
        return out.size() - 1;
    }

    @Override
    public void endList(int begin, int elements) {
        header(begin, elements, LIST);
    }

    @Override
    public int beginDict() {
        out.write(0);
        return out.size() - 1;
    }

    @Override
    public void endDict(int begin, int entries) {
        header(begin, entries, DICT);
    }

    /** Writes the head of a complete container. Moves the content if the head needs more than one byte. */
    private void header(int at, int count, int major) {
        if (count <= 23) {
            out.array()[at] = (byte) (major << 5 | count);
            return;
        }
        int sizeBytes = sizeBytes(count);
        out.makeGap(at + 1, sizeBytes);
        out.array()[at] = (byte) sizedHead(major, sizeBytes);
        BigEndian.put(out.array(), at + 1, sizeBytes, count);
    }

    @Override
    public void key(String key) {
        text(key);
    }
}
