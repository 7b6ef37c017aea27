package io.signalbox.router.document;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Decoder for the bytes of a UTF-8 file. */
public final class TextFile {
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final String REMEDY = "save the file in UTF-8";

    private TextFile() {}

    /**
     * Decodes the bytes of a file.
     *
     * @return the text without a byte order mark; empty if the bytes are not UTF-8, which is reported as a problem
     */
    public static Optional<String> decode(byte[] bytes, ProblemList problems) {
        if (isUtf16(bytes)) {
            problems.errorInFile("the file is UTF-16", REMEDY);
            return Optional.empty();
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer from = ByteBuffer.wrap(bytes);
        CharBuffer to = CharBuffer.allocate(bytes.length);
        boolean isError = decoder.decode(from, to, true).isError();
        String text = to.flip().toString();
        if (isError) {
            String code = String.format(Locale.ROOT, "0x%02X", bytes[from.position()]);
            problems.errorAt(SourcePosition.behind(text), "the byte " + code + " is not UTF-8", REMEDY);
            return Optional.empty();
        }
        // RFC 8259 section 8.1 lets a parser ignore the mark, and some editors always write the mark.
        return Optional.of(!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text);
    }

    /** Returns whether the bytes begin with a byte order mark of UTF-16 or with an ASCII character in two bytes. */
    private static boolean isUtf16(byte[] bytes) {
        if (bytes.length < 2) {
            return false;
        }
        int mark = (bytes[0] & 0xFF) << 8 | bytes[1] & 0xFF;
        return mark == 0xFEFF || mark == 0xFFFE || bytes[0] == 0 && bytes[1] != 0 || bytes[1] == 0 && bytes[0] != 0;
    }
}
