package io.signalbox.gateway.reverseproxy;

import io.signalbox.gateway.relay.RelayTerms;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;

/**
 * Route of an item to a service.
 *
 * @param pattern null for the only route of an item, which has all paths of the item
 * @param path what follows the URL of a backend
 * @param attempts how often the backends are tried, at least 1
 * @param backoffMillis time before the second attempt; it doubles for each further one
 */
record Route(
        String service,
        PathPattern pattern,
        String path,
        BackendPool backends,
        RelayTerms terms,
        int attempts,
        long backoffMillis) {

    /** Returns whether a URI may have the characters of a request, of which HTTP servers accept more. */
    boolean canForward(List<String> rest, String query) {
        if (pattern == null) {
            return true;
        }
        try {
            new URI("ws://host/" + String.join("/", rest) + (query == null ? "" : "?" + query));
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /**
     * Returns the URI of the handshake with a backend.
     *
     * @param rest the segments of the request behind the pattern, still encoded
     * @param query the query of the request, or null
     */
    URI uri(BackendTarget target, List<String> rest, String query) {
        if (pattern == null) {
            return target.uri();
        }
        String base = target.shown();
        StringBuilder uri = new StringBuilder(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
        uri.append(path);
        rest.forEach(segment -> uri.append('/').append(segment));
        String own = target.uri().getRawQuery();
        String joined = own == null ? query : query == null ? own : own + "&" + query;
        return URI.create(joined == null ? uri.toString() : uri + "?" + joined);
    }
}
