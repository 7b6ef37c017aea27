package io.signalbox.protocol.codec;

import java.math.BigInteger;

/** Reader of all of CBOR (RFC 8949): indefinite lengths, tags, floats of three sizes, bignums. Confined to its thread. */
final class CborReader extends CborItems {
    private static final int NULL = 0xF6;
    private static final int POSITIVE_BIGNUM = 2;
    private static final int NEGATIVE_BIGNUM = 3;
    private static final long NO_TAG = -1;

    private int elementsLeft;

    CborReader(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    void openMessage() throws ProtocolViolation {
        elementsLeft = (int) passHeader(LIST, "an array as the message");
    }

    @Override
    boolean hasElement() throws ProtocolViolation {
        if (elementsLeft > 0) {
            elementsLeft--;
            peek();
            return true;
        }
        return elementsLeft == INDEFINITE && hasElementBeforeBreak();
    }

    private boolean hasElementBeforeBreak() throws ProtocolViolation {
        if (hasNext(INDEFINITE)) {
            return true;
        }
        elementsLeft = 0;
        return false;
    }

    @Override
    void skipPadding() {
        // CBOR has no padding.
    }

    @Override
    void nextPart() {
        // Nothing separates the parts.
    }

    @Override
    long integer(boolean orIntegralFloat) throws ProtocolViolation {
        return peekMajor() == UNSIGNED ? unsigned() : oddInteger(orIntegralFloat);
    }

    private long unsigned() throws ProtocolViolation {
        long value = passArgument();
        return value < 0 ? Long.MAX_VALUE : value;
    }

    /** Reads an integer that has tags, is negative or is a float. */
    private long oddInteger(boolean orIntegralFloat) throws ProtocolViolation {
        passTags();
        if (peekMajor() == UNSIGNED) {
            return unsigned();
        }
        if (peekMajor() == NEGATIVE) {
            long value = passArgument();
            return value < 0 ? Long.MIN_VALUE : ~value;
        }
        int head = peek();
        if (!orIntegralFloat || head < 0xF9 || head > 0xFB) {
            throw expected("an integer that an id can be");
        }
        int before = pos;
        double value = real(head, passArgument());
        if (value != Math.rint(value) || Double.isInfinite(value)) {
            pos = before;
            throw expected("an integer that an id can be");
        }
        return (long) value;
    }

    private static double real(int head, long bits) {
        return switch (head) {
            case 0xF9 -> Float.float16ToFloat((short) bits);
            case 0xFA -> Float.intBitsToFloat((int) bits);
            default -> Double.longBitsToDouble(bits);
        };
    }

    @Override
    boolean skippedNull() {
        if (pos >= end || (bytes[pos] & 0xFF) != NULL) {
            return false;
        }
        pos++;
        return true;
    }

    @Override
    String text(KnownUris known) throws ProtocolViolation {
        return text(passHeader(TEXT, "a string"), known);
    }

    /** Reads the text behind a head. Joins the chunks of a text of indefinite length. */
    private String text(long length, KnownUris known) throws ProtocolViolation {
        if (length != INDEFINITE) {
            return textOf(length, known);
        }
        StringBuilder text = new StringBuilder();
        while (hasNext(INDEFINITE)) {
            text.append(textOf(passChunkHeader(TEXT)));
        }
        return text.toString();
    }

    @Override
    boolean skippedBinary() throws ProtocolViolation {
        long tag = passTags();
        if (peekMajor() != BYTES || isBignum(tag)) {
            return false;
        }
        skipBytes(passLength());
        return true;
    }

    @Override
    void copy(ValueWriter out, int depth) throws ProtocolViolation {
        long tag = copyTags(out);
        switch (peekMajor()) {
            case UNSIGNED, NEGATIVE -> copyInteger(tag, out);
            case BYTES -> copyBytes(tag, out);
            case TEXT -> out.text(text(passLength(), KnownUris.NONE));
            case LIST -> copyElements(passLength(), out, nested(depth));
            case DICT -> copyEntries(passLength(), out, nested(depth));
            default -> copySimple(out);
        }
    }

    /** Skips tags and copies those that are forwarded. Returns the innermost tag if the value depends on it, else -1. */
    private long copyTags(ValueWriter out) throws ProtocolViolation {
        long innermost = NO_TAG;
        while (peekMajor() == TAG) {
            boolean reachesPeers = CborTags.reachesPeers(bytes, pos, end);
            long tag = passArgument();
            if (reachesPeers) {
                out.tag((int) tag);
            }
            innermost = reachesPeers || isBignum(tag) ? tag : NO_TAG;
        }
        return innermost;
    }

    private static boolean isBignum(long tag) {
        return tag == POSITIVE_BIGNUM || tag == NEGATIVE_BIGNUM;
    }

    private void copyInteger(long tag, ValueWriter out) throws ProtocolViolation {
        boolean negative = peekMajor() == NEGATIVE;
        long argument = passArgument();
        if (argument >= 0) {
            long value = negative ? ~argument : argument;
            if (tag == CborTags.DATE_SECONDS) {
                out.seconds(value);
            } else {
                out.integer(value);
            }
            return;
        }
        BigInteger magnitude = new BigInteger(Long.toUnsignedString(argument));
        ValueTree.writeInteger(negative ? magnitude.not() : magnitude, out);
    }

    private void copyBytes(long tag, ValueWriter out) throws ProtocolViolation {
        long length = passLength();
        int from = pos;
        skipBytes(length);
        byte[] source = bytes;
        int count = (int) length;
        if (length == INDEFINITE) {
            source = joinedChunks(from, BYTES);
            from = 0;
            count = source.length;
        }
        if (isBignum(tag) && count <= out.maxIntegerBytes()) {
            BigInteger magnitude = new BigInteger(1, source, from, count);
            ValueTree.writeInteger(tag == NEGATIVE_BIGNUM ? magnitude.not() : magnitude, out);
        } else {
            out.binary(source, from, count);
        }
    }

    private void copySimple(ValueWriter out) throws ProtocolViolation {
        int head = peek();
        long argument = passSimple();
        switch (head) {
            case 0xF4 -> out.bool(false);
            case 0xF5 -> out.bool(true);
            case 0xF9, 0xFA, 0xFB -> out.real(real(head, argument));
            default -> out.nil();
        }
    }

    private void copyElements(long count, ValueWriter out, int depth) throws ProtocolViolation {
        int begin = out.beginList();
        int elements = 0;
        while (hasNext(count == INDEFINITE ? INDEFINITE : count - elements)) {
            copy(out, depth);
            elements++;
        }
        out.endList(begin, elements);
    }

    private void copyEntries(long count, ValueWriter out, int depth) throws ProtocolViolation {
        int begin = out.beginDict();
        int entries = 0;
        while (hasNext(count == INDEFINITE ? INDEFINITE : count - entries)) {
            copyKey(out, depth);
            copy(out, depth);
            entries++;
        }
        out.endDict(begin, entries);
    }

    private void copyKey(ValueWriter out, int depth) throws ProtocolViolation {
        checkKey();
        passTagsBeforeText();
        if (peekMajor() == TEXT) {
            out.key(text(passLength(), KnownUris.NONE));
        } else {
            TreeBuilder key = new TreeBuilder();
            copy(key, depth);
            out.key(key.valueAsKey());
        }
    }

    /** Skips tags if a string follows. */
    private void passTagsBeforeText() throws ProtocolViolation {
        int before = pos;
        passTags();
        if (peekMajor() != TEXT) {
            pos = before;
        }
    }

    @Override
    String found() {
        int head = bytes[pos] & 0xFF;
        return switch (head >>> 5) {
            case UNSIGNED -> "an integer";
            case NEGATIVE -> "a negative integer";
            case BYTES -> "bytes";
            case TEXT -> "a string";
            case LIST -> "a list";
            case DICT -> "a dictionary";
            case TAG -> "a tag";
            default -> foundSimple(head);
        };
    }

    private static String foundSimple(int head) {
        return switch (head) {
            case 0xF4, 0xF5 -> "a boolean";
            case NULL -> "null";
            case 0xF9, 0xFA, 0xFB -> "a float";
            case BREAK -> "a break";
            default -> String.format("byte 0x%02x", head);
        };
    }
}
