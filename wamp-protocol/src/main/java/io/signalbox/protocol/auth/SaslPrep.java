package io.signalbox.protocol.auth;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * SASLprep (RFC 4013): the form in which authids and passwords are compared, whatever keyboard they are typed with. The
 * texts count as stored strings, so that characters newer than Unicode 3.2 are not allowed. Stateless and thread-safe.
 */
public final class SaslPrep {
    private static final String UNASSIGNED_FILE = "unassigned-in-unicode-3.2.txt";

    /** First and last code points of ranges that are mapped to nothing: RFC 3454, table B.1. */
    private static final int[] IGNORED = {
        0x00AD, 0x00AD, 0x034F, 0x034F, 0x1806, 0x1806, 0x180B, 0x180D, 0x200B, 0x200D, 0x2060, 0x2060, 0xFE00, 0xFE0F,
        0xFEFF, 0xFEFF
    };

    /** Ranges of spaces that become a plain space: RFC 3454, table C.1.2, without the ignored code points. */
    private static final int[] SPACES = {
        0x00A0, 0x00A0, 0x1680, 0x1680, 0x2000, 0x200A, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000
    };

    /** Ranges that the result must not have: RFC 3454, tables C.1.2 and C.2.1 to C.9. */
    private static final int[] PROHIBITED = {
        0x0000, 0x001F, 0x007F, 0x00A0, 0x0340, 0x0341, 0x06DD, 0x06DD, 0x070F, 0x070F, 0x1680, 0x1680, 0x180E, 0x180E,
        0x2000, 0x200F, 0x2028, 0x202F, 0x205F, 0x2063, 0x206A, 0x206F, 0x2FF0, 0x2FFB, 0x3000, 0x3000, 0xD800, 0xF8FF,
        0xFDD0, 0xFDEF, 0xFEFF, 0xFEFF, 0xFFF9, 0xFFFF, 0x1D173, 0x1D17A, 0x1FFFE, 0x1FFFF, 0x2FFFE, 0x2FFFF, 0x3FFFE,
        0x3FFFF, 0x4FFFE, 0x4FFFF, 0x5FFFE, 0x5FFFF, 0x6FFFE, 0x6FFFF, 0x7FFFE, 0x7FFFF, 0x8FFFE, 0x8FFFF, 0x9FFFE,
        0x9FFFF, 0xAFFFE, 0xAFFFF, 0xBFFFE, 0xBFFFF, 0xCFFFE, 0xCFFFF, 0xDFFFE, 0xDFFFF, 0xE0001, 0xE0001, 0xE0020,
        0xE007F, 0xEFFFE, 0x10FFFF
    };

    private SaslPrep() {}

    /**
     * Prepares a text.
     *
     * @return empty for a text that has a character which is not allowed, that mixes scripts of both directions, or of
     *     which nothing is left
     */
    public static Optional<String> prepare(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        }
        int[] mapped = text.codePoints()
                .filter(c -> !isIn(c, IGNORED))
                .map(c -> isIn(c, SPACES) ? ' ' : c)
                .toArray();
        // Newer versions of Unicode decompose some of these code points, so that the result would not show them.
        if (Arrays.stream(mapped).anyMatch(c -> isIn(c, Unassigned.RANGES))) {
            return Optional.empty();
        }
        String result = Normalizer.normalize(new String(mapped, 0, mapped.length), Normalizer.Form.NFKC);
        boolean isAllowed =
                !result.isEmpty() && result.codePoints().noneMatch(c -> isIn(c, PROHIBITED)) && hasOneDirection(result);
        return isAllowed ? Optional.of(result) : Optional.empty();
    }

    /** A text with a character of a script from right to left begins and ends with one, and has none from left to right. */
    private static boolean hasOneDirection(String text) {
        if (text.codePoints().noneMatch(SaslPrep::isFromRight)) {
            return true;
        }
        return isFromRight(text.codePointAt(0))
                && isFromRight(text.codePointBefore(text.length()))
                && text.codePoints()
                        .noneMatch(c -> Character.getDirectionality(c) == Character.DIRECTIONALITY_LEFT_TO_RIGHT);
    }

    private static boolean isFromRight(int codePoint) {
        byte direction = Character.getDirectionality(codePoint);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
    }

    /** @param ranges first and last code points, in ascending order */
    private static boolean isIn(int codePoint, int[] ranges) {
        int place = Arrays.binarySearch(ranges, codePoint);
        // Between the first and the last code point of a range the place of insertion is odd.
        return place >= 0 || (-place - 1) % 2 == 1;
    }

    /** Table A.1 of RFC 3454. Loaded by the first text that is not ASCII. */
    private static final class Unassigned {
        static final int[] RANGES = read();

        private static int[] read() {
            try (InputStream file = SaslPrep.class.getResourceAsStream(UNASSIGNED_FILE);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.US_ASCII))) {
                String ranges = lines.lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.contains("-") ? line : line + "-" + line)
                        .collect(Collectors.joining("-"));
                return Arrays.stream(ranges.split("-"))
                        .mapToInt(hex -> Integer.parseInt(hex, 16))
                        .toArray();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
