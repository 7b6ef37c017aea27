package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.util.Map;

/** Reads MessagePack, version 5 and later: text is of the str family, bytes are of the bin family. */
final class MsgpackReader extends WireReader {
    private static final int NIL = 0xC0;

    /** Answered where a header is of another kind. */
    private static final long OTHER_KIND = -1;

    private long elementsLeft;

    MsgpackReader(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    void openMessage() throws ProtocolViolation {
        elementsLeft = passListHeader();
        if (elementsLeft == OTHER_KIND) {
            throw expected("an array as the message");
        }
    }

    @Override
    boolean hasElement() throws ProtocolViolation {
        if (elementsLeft == 0) {
            return false;
        }
        elementsLeft--;
        peek();
        return true;
    }

    @Override
    void skipPadding() {
        // MessagePack has none.
    }

    @Override
    void nextPart() {
        // The parts follow one another without anything between.
    }

    /** The first byte of the value that stands here. */
    private int peek() throws ProtocolViolation {
        if (pos >= end) {
            throw truncated();
        }
        return bytes[pos] & 0xFF;
    }

    private void pass(long count) throws ProtocolViolation {
        if (count > end - pos) {
            throw truncated();
        }
        pos += (int) count;
    }

    /** Passes over a first byte and a size of {@code sizeBytes} bytes, and answers the size. */
    private long passSize(int sizeBytes) throws ProtocolViolation {
        int at = pos + 1;
        pass(1 + sizeBytes);
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xFF;
            case 2 -> BigEndian.unsigned16(bytes, at);
            default -> BigEndian.unsigned32(bytes, at);
        };
    }

    private long passFixed(int size) {
        pos++;
        return size;
    }

    private long passListHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xF0) == 0x90) {
            return passFixed(head & 0x0F);
        }
        return head == 0xDC ? passSize(2) : head == 0xDD ? passSize(4) : OTHER_KIND;
    }

    private long passDictHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xF0) == 0x80) {
            return passFixed(head & 0x0F);
        }
        return head == 0xDE ? passSize(2) : head == 0xDF ? passSize(4) : OTHER_KIND;
    }

    private long passTextHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xE0) == 0xA0) {
            return passFixed(head & 0x1F);
        }
        return head == 0xD9 ? passSize(1) : head == 0xDA ? passSize(2) : head == 0xDB ? passSize(4) : OTHER_KIND;
    }

    @Override
    long integer(boolean orIntegralFloat) throws ProtocolViolation {
        int head = peek();
        if (head <= 0x7F || head >= 0xE0) {
            return bytes[pos++];
        }
        int at = pos + 1;
        int size = MsgpackNumber.sizeBytes(head);
        boolean isFloat = head == 0xCA || head == 0xCB;
        if (size == 0 || isFloat && !orIntegralFloat) {
            throw expected("an integer that an id can be");
        }
        if (isFloat) {
            double value = MsgpackNumber.real(bytes, need(size), head);
            if (value != Math.rint(value) || Double.isInfinite(value)) {
                throw expected("an integer that an id can be");
            }
            pos = at + size;
            return (long) value;
        }
        long value = MsgpackNumber.integer(bytes, need(size), head);
        pos = at + size;
        // What has turned negative is an unsigned number above 2^63.
        return head == 0xCF && value < 0 ? Long.MAX_VALUE : value;
    }

    /** Where the number behind the first byte begins, if it is there. */
    private int need(int size) throws ProtocolViolation {
        if (size >= end - pos) {
            throw truncated();
        }
        return pos + 1;
    }

    @Override
    boolean skippedNull() {
        if (pos >= end || (bytes[pos] & 0xFF) != NIL) {
            return false;
        }
        pos++;
        return true;
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
    Map<String, Object> dict() throws ProtocolViolation {
        int head = peek();
        if (head == 0x80) {
            pos++;
            return Map.of();
        }
        if ((head & 0xF0) != 0x80 && head != 0xDE && head != 0xDF) {
            throw expected("a dictionary");
        }
        TreeBuilder tree = TreeBuilder.mergingFloats();
        stringKeysOnly = true;
        copy(tree, 1);
        stringKeysOnly = false;
        return tree.dict();
    }

    @Override
    boolean skippedList() throws ProtocolViolation {
        long count = passListHeader();
        if (count == OTHER_KIND) {
            return false;
        }
        skipElements(count, nested(1));
        return true;
    }

    @Override
    boolean skippedBinary() throws ProtocolViolation {
        int head = peek();
        if (head < 0xC4 || head > 0xC6) {
            return false;
        }
        pass(passSize(1 << (head - 0xC4)));
        return true;
    }

    @Override
    boolean skipDict() throws ProtocolViolation {
        long count = passDictHeader();
        if (count == OTHER_KIND) {
            throw expected("a dictionary");
        }
        int depth = nested(1);
        for (long i = 0; i < count; i++) {
            long length = passTextHeader();
            if (length == OTHER_KIND) {
                throw expected("a string as key");
            }
            int key = pos;
            passText(length);
            passedKey(key, pos);
            skip(depth);
        }
        return count > 0;
    }

    private void skipElements(long count, int depth) throws ProtocolViolation {
        for (long i = 0; i < count; i++) {
            skip(depth);
        }
    }

    private void skipEntries(long count, int depth) throws ProtocolViolation {
        for (long i = 0; i < count; i++) {
            checkKey();
            skip(depth);
            skip(depth);
        }
    }

    /** Lists and dictionaries as keys are refused: hardly any language could hold them. */
    private void checkKey() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xE0) == 0xA0 || head >= 0xD9 && head <= 0xDB) {
            return;
        }
        peculiar = true;
        if (head >= 0x80 && head <= 0x9F || head >= 0xDC && head <= 0xDF) {
            throw expected("a key that is neither list nor dictionary");
        }
    }

    @Override
    void skip(int depth) throws ProtocolViolation {
        int head = peek();
        if (head <= 0x7F || head >= 0xE0) {
            pos++;
        } else if (head <= 0x8F) {
            skipEntries(passFixed(head & 0x0F), nested(depth));
        } else if (head <= 0x9F) {
            skipElements(passFixed(head & 0x0F), nested(depth));
        } else if (head <= 0xBF) {
            passText(passFixed(head & 0x1F));
        } else {
            skipSized(head, depth);
        }
    }

    private void skipSized(int head, int depth) throws ProtocolViolation {
        switch (head) {
            case NIL, 0xC2, 0xC3 -> pos++;
            case 0xC4, 0xC5, 0xC6 -> pass(passSize(1 << (head - 0xC4)));
            case 0xC7, 0xC8, 0xC9 -> skipExtension(passSize(1 << (head - 0xC7)));
            case 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xD0, 0xD1, 0xD2 -> pass(1 + MsgpackNumber.sizeBytes(head));
            case 0xCF, 0xD3 -> skipLongInteger(head);
            case 0xD4, 0xD5, 0xD6, 0xD7, 0xD8 -> skipExtension(passFixed(1 << (head - 0xD4)));
            case 0xD9, 0xDA, 0xDB -> passText(passTextHeader());
            case 0xDC, 0xDD -> skipElements(passListHeader(), nested(depth));
            case 0xDE, 0xDF -> skipEntries(passDictHeader(), nested(depth));
            default -> throw expected("a value");
        }
    }

    private void skipExtension(long length) throws ProtocolViolation {
        peculiar = true;
        pass(1 + length);
    }

    /** Passes over an integer of 64 bits: decoders of JavaScript make a BigInt of it, however small it is. */
    private void skipLongInteger(int head) throws ProtocolViolation {
        pass(1 + Long.BYTES);
        long value = BigEndian.signed64(bytes, pos - Long.BYTES);
        if (value >>> Integer.SIZE == 0 || head == 0xD3 && value < 0 && value >= Integer.MIN_VALUE) {
            peculiar = true;
        }
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
        if (stringKeysOnly) {
            throw expected("a string as key");
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

    @Override
    String found() {
        return MsgpackKind.of(bytes[pos] & 0xFF);
    }
}
