package io.signalbox.router.realm;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * Reference implementation of pattern matching for the models (spec: Pattern-based Subscription, Pattern-based
 * Registrations).
 */
final class Matching {
    private Matching() {}

    static boolean matches(MatchPolicy match, String pattern, String uri) {
        return switch (match) {
            case EXACT -> pattern.equals(uri);
            case PREFIX -> uri.startsWith(pattern);
            case WILDCARD -> !rank(pattern, uri).isEmpty();
        };
    }

    /**
     * Returns the rank among patterns that match the same URI, higher is better; empty if the pattern does not match.
     */
    static String rank(MatchPolicy match, String pattern, String uri) {
        if (!matches(match, pattern, uri)) {
            return "";
        }
        return switch (match) {
            case EXACT -> "3";
            case PREFIX -> "2" + (char) pattern.length();
            case WILDCARD -> "1" + rank(pattern, uri);
        };
    }

    private static String rank(String pattern, String uri) {
        String[] wanted = pattern.split("\\.", -1);
        String[] components = uri.split("\\.", -1);
        if (wanted.length != components.length) {
            return "";
        }
        StringBuilder rank = new StringBuilder();
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].isEmpty() && !wanted[i].equals(components[i])) {
                return "";
            }
            rank.append(wanted[i].isEmpty() ? '0' : '1');
        }
        return rank.toString();
    }
}
