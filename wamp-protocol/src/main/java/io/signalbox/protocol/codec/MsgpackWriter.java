package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;

/** Writer of MessagePack in its shortest forms. Confined to one thread. */
final class MsgpackWriter implements WireWriter {
    private final ByteSink out;

    MsgpackWriter(ByteSink out) {
        this.out = out;
    }

    @Override
    public WireFormat format() {
        return WireFormat.MSGPACK;
    }

    @Override
    public void beginMessage(int elements) {
        out.write(0x90 | elements);
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
        out.write(0xC0);
    }

    @Override
    public void bool(boolean value) {
        out.write(value ? 0xC3 : 0xC2);
    }

    @Override
    public void integer(long value) {
        if (value >= 0) {
            unsigned(value);
        } else if (value >= -32) {
            out.write((int) value);
        } else if (value >= Byte.MIN_VALUE) {
            BigEndian.write(out, 0xD0, 1, value);
        } else if (value >= Short.MIN_VALUE) {
            BigEndian.write(out, 0xD1, 2, value);
        } else if (value >= Integer.MIN_VALUE) {
            BigEndian.write(out, 0xD2, 4, value);
        } else {
            BigEndian.write(out, 0xD3, 8, value);
        }
    }

    private void unsigned(long value) {
        if (value <= 0x7F) {
            out.write((int) value);
        } else if (value <= 0xFF) {
            BigEndian.write(out, 0xCC, 1, value);
        } else if (value <= 0xFFFF) {
            BigEndian.write(out, 0xCD, 2, value);
        } else if (value <= 0xFFFF_FFFFL) {
            BigEndian.write(out, 0xCE, 4, value);
        } else {
            BigEndian.write(out, 0xCF, 8, value);
        }
    }

    @Override
    public void integer(BigInteger value) {
        if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
            BigEndian.write(out, 0xCF, 8, value.longValue());
        } else {
            text(value.toString());
        }
    }

    @Override
    public void real(double value) {
        BigEndian.write(out, 0xCB, 8, Double.doubleToRawLongBits(value));
    }

    @Override
    public void text(String value) {
        int length = value.length();
        int sizeBytes = textSizeBytes(length);
        out.ensure(1 + sizeBytes + length);
        byte[] bytes = out.array();
        int at = out.size() + 1 + sizeBytes;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                encoded(Utf8.encode(value));
                return;
            }
            bytes[at + i] = (byte) c;
        }
        textHeader(length);
        out.advance(length);
    }

    private void encoded(byte[] utf8) {
        textHeader(utf8.length);
        out.write(utf8, 0, utf8.length);
    }

    private static int textSizeBytes(int length) {
        return length <= 31 ? 0 : length <= 0xFF ? 1 : length <= 0xFFFF ? 2 : 4;
    }

    private void textHeader(int length) {
        switch (textSizeBytes(length)) {
            case 0 -> out.write(0xA0 | length);
            case 1 -> BigEndian.write(out, 0xD9, 1, length);
            case 2 -> BigEndian.write(out, 0xDA, 2, length);
            default -> BigEndian.write(out, 0xDB, 4, length);
        }
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        if (length <= 0xFF) {
            BigEndian.write(out, 0xC4, 1, length);
        } else if (length <= 0xFFFF) {
            BigEndian.write(out, 0xC5, 2, length);
        } else {
            BigEndian.write(out, 0xC6, 4, length);
        }
        out.write(source, offset, length);
    }

    @Override
    public int beginList() {
        out.write(0);
        return out.size() - 1;
    }

    @Override
    public void endList(int begin, int elements) {
        header(begin, elements, 0x90, 0xDC);
    }

    @Override
    public int beginDict() {
        out.write(0);
        return out.size() - 1;
    }

    @Override
    public void endDict(int begin, int entries) {
        header(begin, entries, 0x80, 0xDE);
    }

    /** Writes the head of a complete container. Moves the content if the head needs more than one byte. */
    private void header(int at, int count, int fixed, int sized) {
        if (count <= 15) {
            out.array()[at] = (byte) (fixed | count);
            return;
        }
        int sizeBytes = count <= 0xFFFF ? 2 : 4;
        out.makeGap(at + 1, sizeBytes);
        out.array()[at] = (byte) (sizeBytes == 2 ? sized : sized + 1);
        BigEndian.put(out.array(), at + 1, sizeBytes, count);
    }

    @Override
    public void key(String key) {
        text(key);
    }
}
