package io.signalbox.protocol.uri;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * Rules for valid URIs (spec: URIs). Immutable and thread-safe.
 *
 * @param strict whether a component consists of {@code [0-9a-z_]} only, otherwise of any character except whitespace, dot
 *     and hash
 * @param maxLength the maximum number of characters of a URI or pattern
 * @param maxComponents the maximum number of components of a URI or pattern
 */
public record UriRules(boolean strict, int maxLength, int maxComponents) {
    /** Loose rules with default limits. */
    public static final UriRules LOOSE = new UriRules(false, 2048, 64);

    /** Strict rules with default limits. */
    public static final UriRules STRICT = new UriRules(true, 2048, 64);

    private static final String RESERVED = "wamp";
    private static final String MANAGEMENT = "signalbox";
    private static final char NEXT_LINE = '\u0085';

    /**
     * Returns whether a string is a valid URI or pattern for a match policy. A wildcard pattern may have empty components
     * anywhere. The last component of a prefix may be empty, also as the only one. An exact URI has no empty component.
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

    /**
     * Returns whether the first component is {@code wamp}, or {@code signalbox}, which the router uses for its own events
     * and management: clients may neither register nor publish to such a URI.
     */
    public static boolean isReserved(String uri) {
        return begins(uri, RESERVED) || begins(uri, MANAGEMENT);
    }

    private static boolean begins(String uri, String component) {
        return uri.startsWith(component)
                && (uri.length() == component.length() || uri.charAt(component.length()) == '.');
    }
}
