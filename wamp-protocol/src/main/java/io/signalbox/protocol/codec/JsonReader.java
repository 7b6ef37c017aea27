package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Reads JSON (RFC 8259), strictly. */
final class JsonReader extends WireReader {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    /** So many digits fit into a long, whatever they are. */
    private static final int LONG_DIGITS = 18;

    /** The depth of what stands in a dictionary that is an element of the message. */
    private static final int OUTERMOST = 2;

    private boolean first = true;

    /** What {@link #passString} has found in the string. */
    private boolean escaped;

    private boolean ascii;

    JsonReader(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
    }

    @Override
    void openMessage() throws ProtocolViolation {
        skipPadding();
        if (peek() != '[') {
            throw expected("an array as the message");
        }
        pos++;
    }

    @Override
    boolean hasElement() throws ProtocolViolation {
        boolean more = nextInside(']', first);
        first = false;
        return more;
    }

    /** Moves to the next element of a container, or behind its closing bracket. */
    private boolean nextInside(char closing, boolean atBegin) throws ProtocolViolation {
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
    void skipPadding() {
        while (pos < end && isSpace(bytes[pos])) {
            pos++;
        }
    }

    private static boolean isSpace(byte b) {
        return b <= ' ' && (b == ' ' || b == '\n' || b == '\r' || b == '\t');
    }

    @Override
    void nextPart() throws ProtocolViolation {
        nextInside(']', false);
    }

    /** The byte at the position, or -1 at the end. */
    private int peek() {
        return pos < end ? bytes[pos] : -1;
    }

    @Override
    long integer(boolean orIntegralFloat) throws ProtocolViolation {
        int begin = pos;
        int i = begin;
        long value = 0;
        while (i < end && isDigit(bytes[i]) && i - begin < LONG_DIGITS) {
            value = value * 10 + (bytes[i++] - '0');
        }
        boolean leadingZero = i - begin > 1 && bytes[begin] == '0';
        if (i == begin || leadingZero || i < end && isNumberPart(bytes[i])) {
            throw expected("an integer that an id can be");
        }
        pos = i;
        return value;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isNumberPart(byte b) {
        return isDigit(b) || b == '.' || b == 'e' || b == 'E';
    }

    @Override
    boolean skippedNull() {
        if (peek() != 'n' || !literalIsHere(NULL)) {
            return false;
        }
        pos += NULL.length;
        return true;
    }

    @Override
    String text(KnownUris known) throws ProtocolViolation {
        if (peek() != '"') {
            throw expected("a string");
        }
        int begin = pos + 1;
        passString();
        int close = pos - 1;
        if (escaped) {
            return JsonText.unescape(bytes, begin, close);
        }
        return ascii
                ? known.text(bytes, begin, close)
                : new String(bytes, begin, close - begin, StandardCharsets.UTF_8);
    }

    /** Passes over a string, from quote to quote. */
    private void passString() throws ProtocolViolation {
        escaped = false;
        ascii = true;
        int i = JsonText.skipPlain(bytes, pos + 1, end);
        if (i < end && bytes[i] == '"') {
            pos = i + 1;
        } else {
            passOddString(i);
        }
    }

    /** Passes over the rest of a string that has something else than plain bytes at {@code odd}. */
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
    Map<String, Object> dict() throws ProtocolViolation {
        if (peek() != '{') {
            throw expected("a dictionary");
        }
        if (pos + 1 < end && bytes[pos + 1] == '}') {
            pos += 2;
            return Map.of();
        }
        TreeBuilder tree = new TreeBuilder();
        copy(tree, 1);
        return tree.dict();
    }

    @Override
    boolean skippedList() throws ProtocolViolation {
        if (peek() != '[') {
            return false;
        }
        skipList(nested(1));
        return true;
    }

    @Override
    boolean skippedBinary() throws ProtocolViolation {
        int before = pos;
        boolean binary = peek() == '"' && JsonText.binary(text(KnownUris.NONE)) != null;
        pos = binary ? pos : before;
        return binary;
    }

    @Override
    boolean skipDict() throws ProtocolViolation {
        if (peek() != '{') {
            throw expected("a dictionary");
        }
        return skipDict(nested(1));
    }

    @Override
    void skip(int depth) throws ProtocolViolation {
        switch (peek()) {
            case '"' -> passString();
            case '[' -> skipList(nested(depth));
            case '{' -> skipDict(nested(depth));
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

    private boolean skipDict(int depth) throws ProtocolViolation {
        pos++;
        boolean begin = true;
        for (; nextInside('}', begin); begin = false) {
            if (peek() != '"') {
                throw expected("a string as key");
            }
            int key = pos + 1;
            passString();
            int keyEnd = pos - 1;
            passColon();
            if (depth == OUTERMOST) {
                passedKey(key, keyEnd);
            }
            skip(depth);
        }
        return !begin;
    }

    private void passColon() throws ProtocolViolation {
        skipPadding();
        if (peek() != ':') {
            throw expected("a colon");
        }
        pos++;
        skipPadding();
    }

    private void passLiteral(byte[] literal) throws ProtocolViolation {
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

    /** Passes over a number and answers whether it is an integer. */
    private boolean passNumber() throws ProtocolViolation {
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

    @Override
    void copy(ValueWriter out, int depth) throws ProtocolViolation {
        switch (peek()) {
            case '"' -> copyString(out);
            case '[' -> copyList(out, nested(depth));
            case '{' -> copyDict(out, nested(depth));
            case 't' -> {
                passLiteral(TRUE);
                out.bool(true);
            }
            case 'f' -> {
                passLiteral(FALSE);
                out.bool(false);
            }
            case 'n' -> {
                passLiteral(NULL);
                out.nil();
            }
            default -> copyNumber(out);
        }
    }

    private void copyString(ValueWriter out) throws ProtocolViolation {
        String text = text(KnownUris.NONE);
        byte[] binary = JsonText.binary(text);
        if (binary == null) {
            out.text(text);
        } else {
            out.binary(binary, 0, binary.length);
        }
    }

    private void copyNumber(ValueWriter out) throws ProtocolViolation {
        int begin = pos;
        boolean integer = passNumber();
        String number = new String(bytes, begin, pos - begin, StandardCharsets.ISO_8859_1);
        if (!integer) {
            out.real(Double.parseDouble(number));
        } else if (number.length() <= LONG_DIGITS) {
            out.integer(Long.parseLong(number));
        } else {
            ValueTree.writeInteger(new BigInteger(number), out);
        }
    }

    private void copyList(ValueWriter out, int depth) throws ProtocolViolation {
        pos++;
        int begin = out.beginList();
        int count = 0;
        while (nextInside(']', count == 0)) {
            copy(out, depth);
            count++;
        }
        out.endList(begin, count);
    }

    private void copyDict(ValueWriter out, int depth) throws ProtocolViolation {
        pos++;
        int begin = out.beginDict();
        int count = 0;
        while (nextInside('}', count == 0)) {
            if (peek() != '"') {
                throw expected("a string as key");
            }
            out.key(text(KnownUris.NONE));
            passColon();
            copy(out, depth);
            count++;
        }
        out.endDict(begin, count);
    }

    @Override
    String found() {
        return JsonText.found(bytes[pos]);
    }
}
