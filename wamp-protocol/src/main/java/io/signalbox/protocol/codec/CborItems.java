package io.signalbox.protocol.codec;

import java.io.ByteArrayOutputStream;

/** The part of the CBOR reader (RFC 8949) that verifies and skips items. Confined to the thread that decodes the message. */
abstract sealed class CborItems extends WireReader permits CborReader {
    static final int BREAK = 0xFF;
    private static final int UNDEFINED = 0xF7;

    /** Length of a string or container of indefinite length. */
    static final long INDEFINITE = -1;

    static final int UNSIGNED = 0;
    static final int NEGATIVE = 1;
    static final int BYTES = 2;
    static final int TEXT = 3;
    static final int LIST = 4;
    static final int DICT = 5;
    static final int TAG = 6;

    CborItems(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    /** Returns whether a container with {@code left} remaining entries has another one. Skips the break. */
    final boolean hasNext(long left) throws ProtocolViolation {
        if (left == 0) {
            return false;
        }
        if (left == INDEFINITE && peek() == BREAK) {
            pos++;
            return false;
        }
        peek();
        return true;
    }

    /** Returns the first byte of the next item. */
    final int peek() throws ProtocolViolation {
        if (pos >= end) {
            throw truncated();
        }
        return bytes[pos] & 0xFF;
    }

    final int peekMajor() throws ProtocolViolation {
        return peek() >>> 5;
    }

    /** Skips the head of an item and returns its argument as an unsigned number of 64 bits. */
    final long passArgument() throws ProtocolViolation {
        int info = peek() & 0x1F;
        if (info <= 23) {
            pos++;
            return info;
        }
        if (info > 27) {
            throw expected("a value");
        }
        int sizeBytes = 1 << (info - 24);
        int at = pos + 1;
        if (sizeBytes >= end - pos) {
            throw truncated();
        }
        pos = at + sizeBytes;
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xFF;
            case 2 -> BigEndian.unsigned16(bytes, at);
            case 4 -> BigEndian.unsigned32(bytes, at);
            default -> BigEndian.signed64(bytes, at);
        };
    }

    /** Skips the head of a string or container and returns the length, or {@link #INDEFINITE}. */
    final long passLength() throws ProtocolViolation {
        if ((peek() & 0x1F) == 0x1F) {
            pos++;
            peculiar = true;
            return INDEFINITE;
        }
        long length = passArgument();
        // Each byte of a string and each entry of a container takes at least one byte.
        if (length < 0 || length > end - pos) {
            throw truncated();
        }
        return length;
    }

    /** Skips tags and the head of an item, which must be of this major type. */
    final long passHeader(int major, String what) throws ProtocolViolation {
        int head = peek();
        int length = head & 0x1F;
        if (head >>> 5 == major && length <= 23 && length < end - pos) {
            pos++;
            return length;
        }
        return passOddHeader(major, what);
    }

    /** Skips the head of an item that has tags, is long or is of another type. */
    private long passOddHeader(int major, String what) throws ProtocolViolation {
        passTags();
        if (peekMajor() != major) {
            throw expected(what);
        }
        return passLength();
    }

    /** Skips tags and returns the innermost, or -1. Tags need no depth limit, because they use no stack. */
    final long passTags() throws ProtocolViolation {
        long innermost = -1;
        while (peekMajor() == TAG) {
            peculiar = true;
            innermost = passArgument();
        }
        return innermost;
    }

    final void skipText(long length) throws ProtocolViolation {
        if (length != INDEFINITE) {
            passText(length);
            return;
        }
        while (hasNext(INDEFINITE)) {
            passText(passChunkHeader(TEXT));
        }
    }

    final long passChunkHeader(int major) throws ProtocolViolation {
        if (peekMajor() != major || (peek() & 0x1F) == 0x1F) {
            throw expected("a chunk of the same type, of definite length");
        }
        return passLength();
    }

    final void skipBytes(long length) throws ProtocolViolation {
        if (length != INDEFINITE) {
            pos += (int) length;
            return;
        }
        while (hasNext(INDEFINITE)) {
            long chunk = passChunkHeader(BYTES);
            pos += (int) chunk;
        }
    }

    final void skipElements(long count, int depth) throws ProtocolViolation {
        for (long i = 0; i < count; i++) {
            skip(depth);
        }
        while (count == INDEFINITE && hasNext(INDEFINITE)) {
            skip(depth);
        }
    }

    private void skipEntries(long count, int depth) throws ProtocolViolation {
        long left = count;
        while (hasNext(left)) {
            left -= left > 0 ? 1 : 0;
            checkKey();
            skip(depth);
            skip(depth);
        }
    }

    @Override
    final boolean skippedEmptyDict() throws ProtocolViolation {
        passTags();
        if (peek() != DICT << 5) {
            return false;
        }
        pos++;
        return true;
    }

    @Override
    final void requireDict() throws ProtocolViolation {
        passTags();
        if (peekMajor() != DICT) {
            throw expected("a dictionary");
        }
    }

    @Override
    final boolean skippedList() throws ProtocolViolation {
        long count = enterList();
        if (count == NO_LIST) {
            return false;
        }
        skipElements(count, nested(1));
        return true;
    }

    @Override
    final boolean isAtContainer() throws ProtocolViolation {
        int before = pos;
        passTags();
        int major = peekMajor();
        pos = before;
        return major == LIST || major == DICT;
    }

    @Override
    final long enterList() throws ProtocolViolation {
        int before = pos;
        passTags();
        if (peekMajor() != LIST) {
            pos = before;
            return NO_LIST;
        }
        return passLength();
    }

    @Override
    final boolean hasNextIn(long list, int index) throws ProtocolViolation {
        return hasNext(list == INDEFINITE ? INDEFINITE : list - index);
    }

    @Override
    final boolean skipDict(EntryReader entries) throws ProtocolViolation {
        long left = passHeader(DICT, "a dictionary");
        int depth = nested(1);
        boolean any = false;
        while (hasNext(left)) {
            any = true;
            left -= left > 0 ? 1 : 0;
            long length = passHeader(TEXT, "a string as key");
            int key = pos;
            skipText(length);
            if (entries == null || !reads(entries, key, length, depth)) {
                skip(depth);
            }
        }
        return any;
    }

    /** As {@link EntryReader#reads}, for a key that may be in chunks. */
    private boolean reads(EntryReader entries, int from, long length, int depth) throws ProtocolViolation {
        if (length != INDEFINITE) {
            return entries.reads(this, bytes, from, pos, depth);
        }
        byte[] key = joinedChunks(from, TEXT);
        return entries.reads(this, key, 0, key.length, depth);
    }

    /** Returns the content of a string of indefinite length, whose chunks begin at {@code from} and have been skipped. */
    final byte[] joinedChunks(int from, int major) throws ProtocolViolation {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(pos - from);
        pos = from;
        while (hasNext(INDEFINITE)) {
            int length = (int) passChunkHeader(major);
            joined.write(bytes, pos, length);
            pos += length;
        }
        return joined.toByteArray();
    }

    /** Refuses lists and dictionaries as keys, which hardly any language supports. */
    final void checkKey() throws ProtocolViolation {
        if (peekMajor() == TEXT) {
            return;
        }
        peculiar = true;
        int before = pos;
        passTags();
        int major = peekMajor();
        if (major == LIST || major == DICT) {
            throw expected("a key that is neither list nor dictionary");
        }
        pos = before;
        if (stringKeysOnly && major != TEXT) {
            throw expected("a string as key");
        }
    }

    @Override
    final void skip(int depth) throws ProtocolViolation {
        int head = peek();
        switch (head >>> 5) {
            case UNSIGNED, NEGATIVE -> skipInteger(head);
            case BYTES -> skipBytes(passLength());
            case TEXT -> skipText(passLength());
            case LIST -> skipElements(passLength(), nested(depth));
            case DICT -> skipEntries(passLength(), nested(depth));
            case TAG -> {
                skipTags();
                // The next item has no tag: the recursion ends here.
                skip(depth);
            }
            default -> passSimple();
        }
    }

    private void skipTags() throws ProtocolViolation {
        while (peekMajor() == TAG) {
            boolean reachesPeers = CborTags.reachesPeers(bytes, pos, end);
            long tag = passArgument();
            peculiar |= !reachesPeers || tag == CborTags.DATE_SECONDS && isLongInteger();
        }
    }

    /** Returns whether the next item is an integer of 64 bits. */
    final boolean isLongInteger() throws ProtocolViolation {
        return peek() == 0x1B || peek() == 0x3B;
    }

    private void skipInteger(int head) throws ProtocolViolation {
        int info = head & 0x1F;
        if (info <= 23) {
            pos++;
        } else if (info < 27) {
            int sizeBytes = 1 << (info - 24);
            if (sizeBytes >= end - pos) {
                throw truncated();
            }
            pos += 1 + sizeBytes;
        } else if (passArgument() >>> Integer.SIZE == 0) {
            // Decoders in JavaScript convert each integer of 64 bits to a BigInt, small ones as well.
            peculiar = true;
        }
    }

    /** Skips a float or a simple value and returns its argument. */
    final long passSimple() throws ProtocolViolation {
        int head = peek();
        long argument = passArgument();
        if (head == 0xF8 && argument < 32) {
            throw violation("a simple value is not in its only allowed form");
        }
        if (head < 0xF4 || head == UNDEFINED || head == 0xF8) {
            peculiar = true;
        }
        return argument;
    }
}
