package io.signalbox.transport.websocket;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Decides which web pages may connect. Only browsers send an Origin, and only they are protected by checking it: a
 * request without one passes.
 */
final class OriginCheck {
    private final List<Pattern> allowed;
    private final boolean allowNull;

    /**
     * A check.
     *
     * @param patterns origins such as {@code https://example.com:443}, with {@code *} for anything
     * @param allowNull whether the origin of local files and sandboxed frames passes
     */
    OriginCheck(List<String> patterns, boolean allowNull) {
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

    /** Whether a request with this Origin header, null for none, may go on. */
    boolean allows(String origin) {
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

    /** Browsers leave the default port out, patterns may name it. */
    private static String withPort(String origin) {
        if (origin.indexOf(':', origin.indexOf("://") + 3) >= 0) {
            return origin;
        }
        return origin + (origin.startsWith("https:") ? ":443" : ":80");
    }
}
