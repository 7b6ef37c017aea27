package io.signalbox.protocol.uri;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * URI or pattern with its match policy. Reference definition of a match, without an index. Immutable and thread-safe.
 *
 * @param uri the URI, the prefix, or the pattern whose empty components match any single component
 */
public record UriPattern(MatchPolicy match, String uri) {

    /** Returns whether the pattern matches the URI of a publication or a call. */
    public boolean matches(String candidate) {
        return switch (match) {
            case EXACT -> candidate.equals(uri);
            case PREFIX -> candidate.startsWith(uri);
            case WILDCARD -> matchesComponents(candidate);
        };
    }

    private boolean matchesComponents(String candidate) {
        // Limit -1 keeps trailing empty components.
        String[] wanted = uri.split("\\.", -1);
        String[] given = candidate.split("\\.", -1);
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].isEmpty() && !wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }
}
