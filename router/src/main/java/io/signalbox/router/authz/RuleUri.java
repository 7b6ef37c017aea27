package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The URI of a permission rule and how it is compared. Without {@code match}, stars decide: a star at the end is a
 * prefix, any other an empty component of a wildcard.
 */
public record RuleUri(String uri, MatchPolicy match) {
    /** A loose URI that may have empty components. */
    private static final Pattern LOOSE = Pattern.compile("[^\\s#]*");

    /** @param written the URI as the operator writes it */
    public static RuleUri of(String written, Optional<MatchPolicy> match) {
        return match.map(policy -> new RuleUri(written, policy)).orElseGet(() -> byStars(written));
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
    public boolean isPossible() {
        boolean hole = uri.isEmpty() || uri.startsWith(".") || uri.endsWith(".") || uri.contains("..");
        return LOOSE.matcher(uri).matches() && !(match == MatchPolicy.EXACT && hole);
    }
}
