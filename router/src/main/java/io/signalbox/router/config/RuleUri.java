package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.message.MatchPolicy;
import java.util.regex.Pattern;

/**
 * The URI of a permission rule and how it is compared. Without {@code match}, stars decide: a star at the end is a
 * prefix, any other an empty component of a wildcard.
 */
record RuleUri(String uri, MatchPolicy match) {
    /** A loose URI that may have empty components. */
    private static final Pattern LOOSE = Pattern.compile("[^\\s#]*");

    static RuleUri of(JsonNode rule) {
        String uri = rule.path("uri").asText();
        switch (rule.path("match").asText()) {
            case "exact":
                return new RuleUri(uri, MatchPolicy.EXACT);
            case "prefix":
                return new RuleUri(uri, MatchPolicy.PREFIX);
            case "wildcard":
                return new RuleUri(uri, MatchPolicy.WILDCARD);
            default:
                return byStars(uri);
        }
    }

    private static RuleUri byStars(String uri) {
        int star = uri.indexOf('*');
        if (star < 0) {
            return new RuleUri(uri, MatchPolicy.EXACT);
        }
        if (star == uri.length() - 1) {
            return new RuleUri(uri.substring(0, star), MatchPolicy.PREFIX);
        }
        return new RuleUri(uri.replace("*", ""), MatchPolicy.WILDCARD);
    }

    /** Whether some URI can match. */
    boolean isPossible() {
        boolean hole = uri.isEmpty() || uri.startsWith(".") || uri.endsWith(".") || uri.contains("..");
        return LOOSE.matcher(uri).matches() && !(match == MatchPolicy.EXACT && hole);
    }
}
