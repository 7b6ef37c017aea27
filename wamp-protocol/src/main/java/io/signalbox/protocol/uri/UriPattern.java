package io.signalbox.protocol.uri;

import io.signalbox.protocol.message.MatchPolicy;

/**
 * A URI with its match policy. Matching goes through the text each time; it defines what an index must answer.
 *
 * @param uri the URI, the prefix, or the pattern whose empty components match any single component
 */
public record UriPattern(MatchPolicy match, String uri) {

    /** Whether the pattern matches the URI of an event or a call. */
    public boolean matches(String candidate) {
        return switch (match) {
            case EXACT -> candidate.equals(uri);
            case PREFIX -> candidate.startsWith(uri);
            case WILDCARD -> matchesComponents(candidate);
        };
    }

    private boolean matchesComponents(String candidate) {
        // The limit keeps empty components at the end.
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
