package io.signalbox.protocol.uri;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * Which URIs are valid (spec: URIs). Immutable; any thread may use it.
 *
 * @param strict whether components consist of {@code [0-9a-z_]} only, else of anything but whitespace, dot and hash
 * @param maxLength the most characters of a URI or pattern
 * @param maxComponents the most components of a URI or pattern
 */
public record UriRules(boolean strict, int maxLength, int maxComponents) {
    /** The loose rules with room for any sensible URI. */
    public static final UriRules LOOSE = new UriRules(false, 2048, 64);

    /** The strict rules with room for any sensible URI. */
    public static final UriRules STRICT = new UriRules(true, 2048, 64);

    private static final String RESERVED = "wamp";
    private static final char NEXT_LINE = '\u0085';

    /**
     * Whether this is a valid URI, or pattern for that policy: a wildcard may have empty components anywhere, a prefix
     * may end in one and may be nothing but one, an exact URI has none.
     */
    public boolean isValid(String uri, MatchPolicy match) {
        int length = uri.length();
        if (length > maxLength) {
            return false;
        }
        int components = 1;
        int begin = 0;
        for (int i = 0; i < length; i++) {
            char c = uri.charAt(i);
            if (c == '.') {
                if (i == begin && match != MatchPolicy.WILDCARD) {
                    return false;
                }
                components++;
                begin = i + 1;
            } else if (!isAllowed(c)) {
                return false;
            }
        }
        boolean endsEmpty = begin == length;
        return components <= maxComponents && !(endsEmpty && match == MatchPolicy.EXACT);
    }

    private boolean isAllowed(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
            return true;
        }
        return !strict && c != '#' && !isSpace(c);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE;
    }

    /** Whether clients may neither register nor publish to it, because its first component is {@code wamp}. */
    public static boolean isReserved(String uri) {
        return uri.startsWith(RESERVED) && (uri.length() == RESERVED.length() || uri.charAt(RESERVED.length()) == '.');
    }
}
