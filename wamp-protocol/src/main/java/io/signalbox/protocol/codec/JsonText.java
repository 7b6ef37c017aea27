package io.signalbox.protocol.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** The inside of JSON strings (RFC 8259 section 7), and bytes in them (spec: Binary support in JSON). */
final class JsonText {
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';
    private static final long SPACES = ONES * ' ';
    private static final byte[] ESCAPED_NUL = {'\\', 'u', '0', '0', '0', '0'};
    private static final byte[] REPLACEMENT = {'f', 'f', 'f', 'd'};

    private JsonText() {}

    /** Returns the index of the first quote, backslash, control character or byte that is not ASCII. */
    static int skipPlain(byte[] bytes, int from, int to) {
        int i = from;
        while (i <= to - 8) {
            long eight = (long) Utf8.EIGHT.get(bytes, i);
            long quote = eight ^ QUOTES;
            long backslash = eight ^ BACKSLASHES;
            // A borrow can mark a further byte, but only above the first byte that is marked correctly.
            long marks = (eight | (eight - SPACES) | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash))
                    & Utf8.HIGH_BITS;
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
            i += 8;
        }
        while (i < to && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != '"' && b != '\\';
    }

    /**
     * Returns the length of the escape sequence at {@code i}, or of two sequences that are a surrogate pair; 0 if the sequence is
     * invalid.
     */
    static int escapeLength(byte[] bytes, int i, int to) {
        if (i + 1 >= to) {
            return 0;
        }
        return switch (bytes[i + 1]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> 2;
            case 'u' -> i + 6 <= to && hex(bytes, i + 2) >= 0 ? unicodeEscapeLength(bytes, i, to) : 0;
            default -> 0;
        };
    }

    /** Skips both halves of a surrogate pair. Replaces an unpaired half by U+FFFD, because many decoders refuse it. */
    private static int unicodeEscapeLength(byte[] bytes, int i, int to) {
        char unit = (char) hex(bytes, i + 2);
        if (!Character.isSurrogate(unit)) {
            return 6;
        }
        boolean escapeFollows = i + 12 <= to && bytes[i + 6] == '\\' && bytes[i + 7] == 'u';
        if (escapeFollows && Character.isSurrogatePair(unit, (char) hex(bytes, i + 8))) {
            return 12;
        }
        System.arraycopy(REPLACEMENT, 0, bytes, i + 2, REPLACEMENT.length);
        return 6;
    }

    /** Returns the number of four hexadecimal digits at {@code i}; negative if a digit is invalid. */
    private static int hex(byte[] bytes, int i) {
        int value = 0;
        for (int k = i; k < i + 4; k++) {
            // Character.digit accepts digits of other scripts, but a byte cannot be one of them.
            int digit = bytes[k] < 0 ? -1 : Character.digit((char) bytes[k], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    /** Returns the content of a verified string without escape sequences. */
    static String unescape(byte[] bytes, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        int i = from;
        while (i < to) {
            int run = i;
            while (i < to && bytes[i] != '\\') {
                i++;
            }
            text.append(new String(bytes, run, i - run, StandardCharsets.UTF_8));
            if (i < to) {
                i = appendEscape(bytes, i, text);
            }
        }
        return text.toString();
    }

    /** Returns the index behind the escape sequence. */
    private static int appendEscape(byte[] bytes, int i, StringBuilder text) {
        if (bytes[i + 1] != 'u') {
            text.append(simpleEscape(bytes[i + 1]));
            return i + 2;
        }
        text.append((char) hex(bytes, i + 2));
        return i + 6;
    }

    private static char simpleEscape(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> (char) letter;
        };
    }

    /** Returns whether the content at {@code from} begins with U+0000, as the encoding of binary values does. */
    static boolean mayBeBinary(byte[] bytes, int from, int to) {
        int length = ESCAPED_NUL.length;
        return to - from >= length && Arrays.equals(bytes, from, from + length, ESCAPED_NUL, 0, length);
    }

    /** Returns the binary value that a string of U+0000 and padded base64 encodes, or null for any other string. */
    static byte[] binary(String text) {
        if (text.isEmpty() || text.charAt(0) != 0 || text.length() % 4 != 1) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text.substring(1));
        } catch (IllegalArgumentException e) {
            // Application data that begins with U+0000.
            return null;
        }
    }

    /** Returns the name of the value that begins with this byte, for error texts. */
    static String found(byte first) {
        return switch (first) {
            case '"' -> "a string";
            case '[' -> "a list";
            case '{' -> "a dictionary";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            case 'N', 'I' -> "NaN or Infinity, which JSON does not have";
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> "a number that is not allowed here";
            default -> String.format("byte 0x%02x", first & 0xFF);
        };
    }
}
