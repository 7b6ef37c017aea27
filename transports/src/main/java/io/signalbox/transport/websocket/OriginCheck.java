package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Check of the Origin header, by which a browser names the web page that connects (RFC 6455 section 10.2, Origin
 * Considerations). A request without the header is allowed, because only browsers send the header. Thread-safe.
 */
public final class OriginCheck {
    private final List<Pattern> allowed;
    private final boolean allowNull;

    /**
     * @param patterns allowed origins such as {@code https://example.com:443}, with {@code *} for any characters
     * @param allowNull whether the origin of local files and sandboxed frames is allowed
     */
    public OriginCheck(List<String> patterns, boolean allowNull) {
        this.allowed = patterns.stream().map(OriginCheck::compile).toList();
        this.allowNull = allowNull;
    }

    private static Pattern compile(String pattern) {
        String[] literals = pattern.toLowerCase(Locale.ROOT).split("\\*", -1);
        StringBuilder regex = new StringBuilder(Pattern.quote(literals[0]));
        for (int i = 1; i < literals.length; i++) {
            regex.append(".*").append(Pattern.quote(literals[i]));
        }
        return Pattern.compile(regex.toString());
    }

    /** @param origin the Origin header, or null */
    public boolean allows(String origin) {
        if (origin == null) {
            return true;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        if (lower.equals("null") || lower.startsWith("file:")) {
            return allowNull;
        }
        String withPort = withPort(lower);
        for (Pattern pattern : allowed) {
            if (pattern.matcher(lower).matches() || pattern.matcher(withPort).matches()) {
                return true;
            }
        }
        return false;
    }

    /** Appends the default port, which browsers omit and patterns may contain. */
    private static String withPort(String origin) {
        if (origin.indexOf(':', origin.indexOf("://") + 3) >= 0) {
            return origin;
        }
        return origin + (origin.startsWith("https:") ? ":443" : ":80");
    }
}
