package io.signalbox.protocol.codec;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Strict reader of JSON (RFC 8259). Confined to its thread. */
final class JsonReader extends JsonItems {
    /** Number of digits that always fit into a long. */
    private static final int LONG_DIGITS = 18;

    JsonReader(byte[] bytes, int offset, int length, int maxDepth) {
        super(bytes, offset, length, maxDepth);
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

    private static boolean isNumberPart(byte b) {
        return isDigit(b) || b == '.' || b == 'e' || b == 'E';
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

    @Override
    boolean skippedBinary() throws ProtocolViolation {
        int before = pos;
        boolean binary = peek() == '"'
                && JsonText.mayBeBinary(bytes, pos + 1, end)
                && JsonText.binary(text(KnownUris.NONE)) != null;
        pos = binary ? pos : before;
        return binary;
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
        if (integer && pos - begin <= LONG_DIGITS) {
            out.integer(integer(begin, pos));
            return;
        }
        String number = new String(bytes, begin, pos - begin, StandardCharsets.ISO_8859_1);
        if (integer) {
            ValueTree.writeInteger(new BigInteger(number), out);
        } else {
            out.real(Double.parseDouble(number));
        }
    }

    /** Returns the integer in {@code from..to}. Creates no string. */
    private long integer(int from, int to) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            value = value * 10 + (bytes[i] - '0');
        }
        return negative ? -value : value;
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
}
