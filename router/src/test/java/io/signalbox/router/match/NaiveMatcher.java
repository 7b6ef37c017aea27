package io.signalbox.router.match;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reference model of {@link PatternIndex}: tests every pattern. */
final class NaiveMatcher {

    record Pattern(MatchPolicy match, String uri) {}

    private static final Comparator<Pattern> BEST_FIRST = Comparator.comparing(Pattern::match)
            .thenComparing(pattern ->
                    pattern.match() == MatchPolicy.PREFIX ? -pattern.uri().length() : 0)
            .thenComparing(NaiveMatcher::literalsFirst);

    private final Map<Pattern, Integer> values = new HashMap<>();

    Map<Pattern, Integer> values() {
        return values;
    }

    /** Returns the values of all matching patterns in the order of precedence. */
    List<Integer> matches(String uri) {
        return values.keySet().stream()
                .filter(pattern -> matches(pattern, uri))
                .sorted(BEST_FIRST)
                .map(values::get)
                .toList();
    }

    private static boolean matches(Pattern pattern, String uri) {
        return switch (pattern.match()) {
            case EXACT -> pattern.uri().equals(uri);
            case PREFIX -> uri.startsWith(pattern.uri());
            case WILDCARD -> wildcardMatches(pattern.uri().split("\\.", -1), uri.split("\\.", -1));
        };
    }

    private static boolean wildcardMatches(String[] pattern, String[] uri) {
        if (pattern.length != uri.length) {
            return false;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (!pattern[i].isEmpty() && !pattern[i].equals(uri[i])) {
                return false;
            }
        }
        return true;
    }

    private static String literalsFirst(Pattern pattern) {
        StringBuilder rank = new StringBuilder();
        for (String component : pattern.uri().split("\\.", -1)) {
            rank.append(component.isEmpty() ? '1' : '0');
        }
        return rank.toString();
    }
}
