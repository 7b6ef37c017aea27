package io.signalbox.router.link;

import io.signalbox.protocol.message.InvokePolicy;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.uri.UriPattern;
import java.util.List;

/**
 * Subscription or registration of the source of a mirror. Immutable.
 *
 * @param id the id at the source
 * @param uri the topic, procedure or pattern
 * @param invoke single for subscriptions
 * @param nodes the nodes that the target is told, from the node of the nearest subscribers or callees to the source
 */
record SourceItem(long id, String uri, MatchPolicy match, InvokePolicy invoke, List<String> nodes) {

    /** What identifies the mirrored item at the target. */
    record Key(String uri, MatchPolicy match) {
        UriPattern pattern() {
            return new UriPattern(match, uri);
        }
    }

    Key key() {
        return new Key(uri, match);
    }

    /** Returns whether a mirrored item of another source item is the same. */
    boolean isMirroredAs(SourceItem other) {
        return invoke == other.invoke && nodes.equals(other.nodes);
    }
}
