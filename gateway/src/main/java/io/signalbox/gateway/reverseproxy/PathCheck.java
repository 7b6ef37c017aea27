package io.signalbox.gateway.reverseproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Check of the path of a handshake: refuses a path that a backend could read as another path than the gateway does. A backend may
 * remove dot segments and path parameters, may decode the path any number of times, and may take a backslash for a slash. Stateless
 * and thread-safe.
 */
final class PathCheck {
    private static final int HEX = 16;

    /** A segment that removes itself or the segment before it, with what servers cut off behind the dots. */
    private static final Pattern DOT_SEGMENT = Pattern.compile("(?:^|/)\\.\\.?(?:[/;?#]|$)");

    /**
     * Octets that a lenient decoder takes for an ASCII character: UTF-8 that is longer than need be (RFC 3629 section 10, Security
     * Considerations), or the escape %uXXXX of some servers.
     */
    private static final Pattern DISGUISED =
            Pattern.compile("[\\xC0\\xC1][\\x80-\\xBF]|\\xE0[\\x80-\\x9F]|\\xF0[\\x80-\\x8F]|[\\xF8-\\xFD][\\x80-\\xBF]"
                    + "|%[uU]\\p{XDigit}{4}");

    private PathCheck() {}

    /**
     * Returns the reason why a path is refused; empty for one that may be forwarded.
     *
     * @param rawPath the path as the client has sent it, still encoded
     */
    static Optional<String> defect(String rawPath) {
        String decoded = decoded(rawPath);
        if (DISGUISED.matcher(decoded).find()) {
            return Optional.of("The path has a character in an encoding that is not valid UTF-8.");
        }
        if (decoded.indexOf('\\') >= 0 || decoded.indexOf('\0') >= 0 || slashes(decoded) > slashes(rawPath)) {
            return Optional.of("The path has an encoded separator.");
        }
        return DOT_SEGMENT.matcher(decoded).find() ? Optional.of("The path has a dot segment.") : Optional.empty();
    }

    private static long slashes(String path) {
        return path.chars().filter(character -> character == '/').count();
    }

    /** Returns a path as any number of decodings leaves it. An octet is decoded to the character of its number. */
    private static String decoded(String path) {
        StringBuilder decoded = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            decoded.append(path.charAt(i));
            // A decoded octet may be the end of another one: %252e, %%32e.
            while (decodeEnd(decoded)) {}
        }
        return decoded.toString();
    }

    /** Decodes the octet at the end of a text. Returns whether there is one. */
    private static boolean decodeEnd(StringBuilder text) {
        int begin = text.length() - 3;
        if (begin < 0 || text.charAt(begin) != '%') {
            return false;
        }
        int high = Character.digit(text.charAt(begin + 1), HEX);
        int low = Character.digit(text.charAt(begin + 2), HEX);
        if (high < 0 || low < 0) {
            return false;
        }
        text.setLength(begin);
        text.append((char) (high * HEX + low));
        return true;
    }
}
