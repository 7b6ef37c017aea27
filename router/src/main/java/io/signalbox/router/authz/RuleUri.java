package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * URI of a permission rule and its match policy. Without a configured match policy, stars decide: a single star at the end
 * marks a prefix, any other star an empty component of a wildcard pattern.
 */
public record RuleUri(String uri, MatchPolicy match) {
    /** Loose URI with optional empty components (spec: URIs). */
    private static final Pattern LOOSE = Pattern.compile("[^\\s#]*");

    /** @param written the URI in the configuration */
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

    /** Returns whether the rule can match a valid URI. */
    public boolean isPossible() {
        boolean hasEmptyComponent = uri.isEmpty() || uri.startsWith(".") || uri.endsWith(".") || uri.contains("..");
        return LOOSE.matcher(uri).matches() && !(match == MatchPolicy.EXACT && hasEmptyComponent);
    }
}
