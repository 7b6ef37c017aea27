package io.signalbox.protocol.codec;

/**
 * The part of the MessagePack reader that verifies and skips values. Reads version 5 and later, which encodes text in the str
 * family. Confined to the thread that decodes the message.
 */
abstract sealed class MsgpackItems extends WireReader permits MsgpackReader {
    static final int NIL = 0xC0;

    /** Length of a value of another type. */
    static final long OTHER_KIND = -1;

    private int elementsLeft;

    MsgpackItems(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    final void openMessage() throws ProtocolViolation {
        long count = passListHeader();
        if (count == OTHER_KIND) {
            throw expected("an array as the message");
        }
        elementsLeft = (int) Math.min(count, Integer.MAX_VALUE);
    }

    @Override
    final boolean hasElement() throws ProtocolViolation {
        if (elementsLeft == 0) {
            return false;
        }
        elementsLeft--;
        peek();
        return true;
    }

    @Override
    final void skipPadding() {
        // MessagePack has none.
    }

    @Override
    final void nextPart() {
        // The parts follow one another without anything between.
    }

    /** Returns the first byte of the next value. */
    final int peek() throws ProtocolViolation {
        if (pos >= end) {
            throw truncated();
        }
        return bytes[pos] & 0xFF;
    }

    final void pass(long count) throws ProtocolViolation {
        if (count > end - pos) {
            throw truncated();
        }
        pos += (int) count;
    }

    /** Skips the first byte and a size of {@code sizeBytes} bytes, and returns the size. */
    final long passSize(int sizeBytes) throws ProtocolViolation {
        int at = pos + 1;
        pass(1 + sizeBytes);
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xFF;
            case 2 -> BigEndian.unsigned16(bytes, at);
            default -> BigEndian.unsigned32(bytes, at);
        };
    }

    final long passFixed(int size) {
        pos++;
        return size;
    }

    final long passListHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xF0) == 0x90) {
            return passFixed(head & 0x0F);
        }
        return head == 0xDC ? passSize(2) : head == 0xDD ? passSize(4) : OTHER_KIND;
    }

    final long passDictHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xF0) == 0x80) {
            return passFixed(head & 0x0F);
        }
        return head == 0xDE ? passSize(2) : head == 0xDF ? passSize(4) : OTHER_KIND;
    }

    final long passTextHeader() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xE0) == 0xA0) {
            return passFixed(head & 0x1F);
        }
        return head == 0xD9 ? passSize(1) : head == 0xDA ? passSize(2) : head == 0xDB ? passSize(4) : OTHER_KIND;
    }

    @Override
    final boolean skippedNull() {
        if (pos >= end || (bytes[pos] & 0xFF) != NIL) {
            return false;
        }
        pos++;
        return true;
    }

    @Override
    final boolean skippedList() throws ProtocolViolation {
        long count = passListHeader();
        if (count == OTHER_KIND) {
            return false;
        }
        skipElements(count, nested(1));
        return true;
    }

    @Override
    final boolean skippedBinary() throws ProtocolViolation {
        int head = peek();
        if (head < 0xC4 || head > 0xC6) {
            return false;
        }
        pass(passSize(1 << (head - 0xC4)));
        return true;
    }

    @Override
    final boolean skippedEmptyDict() throws ProtocolViolation {
        if (peek() != 0x80) {
            return false;
        }
        pos++;
        return true;
    }

    @Override
    final void requireDict() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xF0) != 0x80 && head != 0xDE && head != 0xDF) {
            throw expected("a dictionary");
        }
    }

    @Override
    final boolean skipDict(EntryReader entries) throws ProtocolViolation {
        requireDict();
        long count = passDictHeader();
        int depth = nested(1);
        for (long i = 0; i < count; i++) {
            long length = passTextHeader();
            if (length == OTHER_KIND) {
                throw expected("a string as key");
            }
            int key = pos;
            passText(length);
            if (entries == null || !entries.reads(this, bytes, key, pos, depth)) {
                skip(depth);
            }
        }
        return count > 0;
    }

    @Override
    final boolean isAtContainer() throws ProtocolViolation {
        int head = peek();
        return head >= 0x80 && head <= 0x9F || head >= 0xDC && head <= 0xDF;
    }

    @Override
    final long enterList() throws ProtocolViolation {
        long count = passListHeader();
        return count == OTHER_KIND ? NO_LIST : count;
    }

    @Override
    final boolean hasNextIn(long list, int index) {
        return index < list;
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

    /** Refuses lists and dictionaries as keys, which hardly any language supports. */
    final void checkKey() throws ProtocolViolation {
        int head = peek();
        if ((head & 0xE0) == 0xA0 || head >= 0xD9 && head <= 0xDB) {
            return;
        }
        if (stringKeysOnly) {
            throw expected("a string as key");
        }
        peculiar = true;
        if (isAtContainer()) {
            throw expected("a key that is neither list nor dictionary");
        }
    }

    @Override
    final void skip(int depth) throws ProtocolViolation {
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

    /** Skips an integer of 64 bits, which decoders in JavaScript convert to a BigInt, small ones as well. */
    private void skipLongInteger(int head) throws ProtocolViolation {
        pass(1 + Long.BYTES);
        long value = BigEndian.signed64(bytes, pos - Long.BYTES);
        if (value >>> Integer.SIZE == 0 || head == 0xD3 && value < 0 && value >= Integer.MIN_VALUE) {
            peculiar = true;
        }
    }

    @Override
    final String found() {
        return MsgpackKind.of(bytes[pos] & 0xFF);
    }
}
