package io.signalbox.router.link;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.protocol.uri.UriRules;
import io.signalbox.router.session.PrintableText;
import java.util.Set;

/**
 * Rules of a link for both directions. Immutable and thread-safe.
 *
 * @param link the id of the link
 * @param excludedAuthids publishers whose events are not forwarded
 * @param maxHops links that a message may have passed before
 */
record LinkTerms(String link, Set<String> excludedAuthids, int maxHops, int maxPendingCalls, int maxMirrored) {
    private static final int MAX_NAME = 1_024;
    private static final UriRules NAMES = new UriRules(false, MAX_NAME, UriRules.LOOSE.maxComponents());
    private static final String GATEWAY = "ws.";
    private static final String SEND = ".send";

    static LinkTerms of(LinkConfig config) {
        return new LinkTerms(
                config.id(),
                Set.copyOf(config.excludeAuthid()),
                config.maxHops(),
                config.maxPendingCalls(),
                config.maxMirrored());
    }

    /** Returns whether a link mirrors an item of a name: a valid URI or pattern of at most 1,024 characters. */
    static boolean isMirrorable(String uri, MatchPolicy match) {
        return NAMES.isValid(uri, match);
    }

    /** Returns whether a link keeps a name as the id of a node: it is short enough for the way of a message, and fit for log lines. */
    static boolean isNode(String name) {
        return PrintableText.of(name, ForwardFor.MAX_NODE_CHARS).equals(name);
    }

    /** Returns whether each router has a URI for itself: the meta API, the management, and connections of the gateway. */
    static boolean isOwn(String uri) {
        return UriRules.isReserved(uri) || uri.startsWith(GATEWAY) && uri.endsWith(SEND);
    }
}
