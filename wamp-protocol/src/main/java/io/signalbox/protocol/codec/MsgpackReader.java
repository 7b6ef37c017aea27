package io.signalbox.protocol.codec;

import java.math.BigInteger;

/**
 * Reader of MessagePack, version 5 and later, with text in the str family and binary values in the bin family. Confined to its
 * thread.
 */
final class MsgpackReader extends MsgpackItems {
    MsgpackReader(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    long integer(boolean orIntegralFloat) throws ProtocolViolation {
        int head = peek();
        if (head <= 0x7F || head >= 0xE0) {
            return bytes[pos++];
        }
        int size = MsgpackNumber.sizeBytes(head);
        boolean isFloat = head == 0xCA || head == 0xCB;
        if (size == 0 || isFloat && !orIntegralFloat) {
            throw expected("an integer that an id can be");
        }
        if (isFloat) {
            return integralFloat(head, size);
        }
        int at = need(size);
        long value = MsgpackNumber.integer(bytes, at, head);
        pos = at + size;
        // A negative value is an unsigned number from 2^63.
        return head == 0xCF && value < 0 ? Long.MAX_VALUE : value;
    }

    private long integralFloat(int head, int size) throws ProtocolViolation {
        int at = need(size);
        double value = MsgpackNumber.real(bytes, at, head);
        if (value != Math.rint(value) || Double.isInfinite(value)) {
            throw expected("an integer that an id can be");
        }
        pos = at + size;
        return (long) value;
    }

    /** Returns the position of the number behind the first byte. */
    private int need(int size) throws ProtocolViolation {
        if (size >= end - pos) {
            throw truncated();
        }
        return pos + 1;
    }

    @Override
    String text(KnownUris known) throws ProtocolViolation {
        long length = passTextHeader();
        if (length == OTHER_KIND) {
            throw expected("a string");
        }
        return textOf(length, known);
    }

    @Override
    void copy(ValueWriter out, int depth) throws ProtocolViolation {
        int head = peek();
        if (head <= 0x7F || head >= 0xE0) {
            out.integer(bytes[pos++]);
        } else if (head <= 0x8F) {
            copyEntries(passFixed(head & 0x0F), out, nested(depth));
        } else if (head <= 0x9F) {
            copyElements(passFixed(head & 0x0F), out, nested(depth));
        } else if (head <= 0xBF) {
            out.text(textOf(passFixed(head & 0x1F)));
        } else {
            copySized(head, out, depth);
        }
    }

    private void copySized(int head, ValueWriter out, int depth) throws ProtocolViolation {
        switch (head) {
            case NIL -> {
                pos++;
                out.nil();
            }
            case 0xC2, 0xC3 -> {
                pos++;
                out.bool(head == 0xC3);
            }
            case 0xC4, 0xC5, 0xC6 -> copyBinary(passSize(1 << (head - 0xC4)), out);
            case 0xC7, 0xC8, 0xC9 -> copyExtension(passSize(1 << (head - 0xC7)), out);
            case 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD2, 0xD3 -> copyNumber(head, out);
            case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> copyExtension(passFixed(1 << (head - 0xD4)), out);
            case 0xD9, 0xDA, 0xDB -> out.text(textOf(passTextHeader()));
            case 0xDC, 0xDD -> copyElements(passListHeader(), out, nested(depth));
            case 0xDE, 0xDF -> copyEntries(passDictHeader(), out, nested(depth));
            default -> throw expected("a value");
        }
    }

    private void copyElements(long count, ValueWriter out, int depth) throws ProtocolViolation {
        int begin = out.beginList();
        for (long i = 0; i < count; i++) {
            copy(out, depth);
        }
        out.endList(begin, (int) count);
    }

    private void copyEntries(long count, ValueWriter out, int depth) throws ProtocolViolation {
        int begin = out.beginDict();
        for (long i = 0; i < count; i++) {
            copyKey(out, depth);
            copy(out, depth);
        }
        out.endDict(begin, (int) count);
    }

    private void copyKey(ValueWriter out, int depth) throws ProtocolViolation {
        long length = passTextHeader();
        if (length != OTHER_KIND) {
            out.key(textOf(length));
            return;
        }
        checkKey();
        TreeBuilder key = new TreeBuilder();
        copy(key, depth);
        out.key(key.valueAsKey());
    }

    private void copyNumber(int head, ValueWriter out) throws ProtocolViolation {
        int size = MsgpackNumber.sizeBytes(head);
        int at = need(size);
        pos = at + size;
        if (head <= 0xCB) {
            out.real(MsgpackNumber.real(bytes, at, head));
            return;
        }
        long value = MsgpackNumber.integer(bytes, at, head);
        if (head == 0xCF && value < 0) {
            out.integer(new BigInteger(1, bytes, at, size));
        } else {
            out.integer(value);
        }
    }

    private void copyBinary(long length, ValueWriter out) throws ProtocolViolation {
        int at = pos;
        pass(length);
        out.binary(bytes, at, (int) length);
    }

    private void copyExtension(long length, ValueWriter out) throws ProtocolViolation {
        int type = pos;
        pass(1 + length);
        MsgpackExtension.copy(bytes, type, (int) length, out);
    }
}
