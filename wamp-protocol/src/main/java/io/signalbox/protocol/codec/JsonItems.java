package io.signalbox.protocol.codec;

import java.nio.charset.StandardCharsets;

/** The part of the JSON reader (RFC 8259) that verifies and skips values. Confined to the thread that decodes the message. */
abstract sealed class JsonItems extends WireReader permits JsonReader {
    static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private boolean first = true;

    /** Whether the message has no further element. */
    private boolean closed;

    /** Whether the string that {@link #passString} skipped has escape sequences. */
    boolean escaped;

    boolean ascii;

    JsonItems(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    final void openMessage() throws ProtocolViolation {
        skipPadding();
        if (peek() != '[') {
            throw expected("an array as the message");
        }
        pos++;
    }

    @Override
    final boolean hasElement() throws ProtocolViolation {
        if (closed) {
            return false;
        }
        closed = !nextInside(']', first);
        first = false;
        return !closed;
    }

    /** Moves to the next element of a container. Returns false behind the closing bracket. */
    final boolean nextInside(char closing, boolean atBegin) throws ProtocolViolation {
        skipPadding();
        if (pos == end) {
            throw truncated();
        }
        if (bytes[pos] == closing) {
            pos++;
            return false;
        }
        if (!atBegin) {
            if (bytes[pos] != ',') {
                throw expected("a comma or " + closing);
            }
            pos++;
            skipPadding();
        }
        return true;
    }

    @Override
    final void skipPadding() {
        while (pos < end && isSpace(bytes[pos])) {
            pos++;
        }
    }

    private static boolean isSpace(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    @Override
    final void nextPart() throws ProtocolViolation {
        nextInside(']', false);
    }

    /** Returns the next byte, or -1 at the end. */
    final int peek() {
        return pos < end ? bytes[pos] : -1;
    }

    @Override
    final boolean skippedNull() {
        if (peek() != 'n' || !literalIsHere(NULL)) {
            return false;
        }
        pos += NULL.length;
        return true;
    }

    /** Skips a string with its quotes. */
    final void passString() throws ProtocolViolation {
        escaped = false;
        ascii = true;
        int i = JsonText.skipPlain(bytes, pos + 1, end);
        if (i < end && bytes[i] == '"') {
            pos = i + 1;
        } else {
            passOddString(i);
        }
    }

    /** Skips the rest of a string that has a byte at {@code odd} that is not plain. */
    private void passOddString(int odd) throws ProtocolViolation {
        int i = odd;
        while (true) {
            if (i == end) {
                throw truncated();
            }
            byte b = bytes[i];
            if (b == '"') {
                pos = i + 1;
                return;
            }
            int length =
                    b == '\\' ? JsonText.escapeLength(bytes, i, end) : b < 0 ? Utf8.sequenceLength(bytes, i, end) : 0;
            if (length == 0) {
                pos = i;
                throw badString(b);
            }
            escaped |= b == '\\';
            ascii &= b > 0;
            i = JsonText.skipPlain(bytes, i + length, end);
        }
    }

    private ProtocolViolation badString(byte b) {
        return violation(
                b == '\\'
                        ? "bad escape sequence in a string"
                        : b < 0 ? "a string is not valid UTF-8" : "a control character in a string must be escaped");
    }

    @Override
    final boolean skippedList() throws ProtocolViolation {
        if (peek() != '[') {
            return false;
        }
        skipList(nested(1));
        return true;
    }

    @Override
    final boolean skippedEmptyDict() {
        if (peek() != '{' || pos + 1 >= end || bytes[pos + 1] != '}') {
            return false;
        }
        pos += 2;
        return true;
    }

    @Override
    final void requireDict() throws ProtocolViolation {
        if (peek() != '{') {
            throw expected("a dictionary");
        }
    }

    @Override
    final boolean skipDict(EntryReader entries) throws ProtocolViolation {
        requireDict();
        return skipDict(nested(1), entries);
    }

    @Override
    final boolean isAtContainer() {
        return peek() == '[' || peek() == '{';
    }

    @Override
    final long enterList() {
        if (peek() != '[') {
            return NO_LIST;
        }
        pos++;
        return 0;
    }

    @Override
    final boolean hasNextIn(long list, int index) throws ProtocolViolation {
        return nextInside(']', index == 0);
    }

    @Override
    final boolean mergesFloats() {
        return false;
    }

    @Override
    final void skip(int depth) throws ProtocolViolation {
        switch (peek()) {
            case '"' -> passString();
            case '[' -> skipList(nested(depth));
            case '{' -> skipDict(nested(depth), null);
            case 't' -> passLiteral(TRUE);
            case 'f' -> passLiteral(FALSE);
            case 'n' -> passLiteral(NULL);
            default -> passNumber();
        }
    }

    private void skipList(int depth) throws ProtocolViolation {
        pos++;
        for (boolean begin = true; nextInside(']', begin); begin = false) {
            skip(depth);
        }
    }

    private boolean skipDict(int depth, EntryReader entries) throws ProtocolViolation {
        pos++;
        boolean begin = true;
        for (; nextInside('}', begin); begin = false) {
            if (peek() != '"') {
                throw expected("a string as key");
            }
            int key = pos + 1;
            passString();
            int keyEnd = pos - 1;
            boolean plain = !escaped;
            passColon();
            if (entries == null
                    || !(plain ? entries.reads(this, bytes, key, keyEnd, depth) : reads(entries, key, keyEnd, depth))) {
                skip(depth);
            }
        }
        return !begin;
    }

    /** As {@link EntryReader#reads}, for a key with escape sequences. */
    private boolean reads(EntryReader entries, int from, int to, int depth) throws ProtocolViolation {
        byte[] key = JsonText.unescape(bytes, from, to).getBytes(StandardCharsets.UTF_8);
        return entries.reads(this, key, 0, key.length, depth);
    }

    final void passColon() throws ProtocolViolation {
        skipPadding();
        if (peek() != ':') {
            throw expected("a colon");
        }
        pos++;
        skipPadding();
    }

    final void passLiteral(byte[] literal) throws ProtocolViolation {
        if (!literalIsHere(literal)) {
            throw expected("a value");
        }
        pos += literal.length;
    }

    private boolean literalIsHere(byte[] literal) {
        if (end - pos < literal.length) {
            return false;
        }
        for (int i = 0; i < literal.length; i++) {
            if (bytes[pos + i] != literal[i]) {
                return false;
            }
        }
        return true;
    }

    /** Skips a number and returns whether it is an integer. */
    final boolean passNumber() throws ProtocolViolation {
        int begin = pos;
        int i = peek() == '-' ? pos + 1 : pos;
        if (i >= end || !isDigit(bytes[i])) {
            pos = i;
            throw expected("a value");
        }
        i = bytes[i] == '0' ? i + 1 : passDigits(i);
        boolean integer = true;
        if (i < end && bytes[i] == '.') {
            integer = false;
            i = passDigits(i + 1);
        }
        if (i < end && (bytes[i] == 'e' || bytes[i] == 'E')) {
            integer = false;
            boolean signed = i + 1 < end && (bytes[i + 1] == '+' || bytes[i + 1] == '-');
            i = passDigits(signed ? i + 2 : i + 1);
        }
        if (i - begin > MAX_NUMBER_CHARS) {
            throw violation("a number is longer than " + MAX_NUMBER_CHARS + " characters");
        }
        pos = i;
        return integer;
    }

    private int passDigits(int from) throws ProtocolViolation {
        int i = from;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        if (i == from) {
            throw violation("a number lacks digits");
        }
        return i;
    }

    static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    @Override
    final String found() {
        return JsonText.found(bytes[pos]);
    }
}
