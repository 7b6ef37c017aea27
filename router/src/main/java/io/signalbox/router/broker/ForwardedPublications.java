package io.signalbox.router.broker;

import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.LongMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Publications that links have brought, by the nodes of their publishers, so that an event that arrives on several ways is dispatched
 * once. Remembers the last publications of each node only. Confined to the realm's loop.
 */
final class ForwardedPublications {
    private static final int MAX_NODES = 256;
    private static final int MAX_PUBLICATIONS = 8_192;

    /** Null until a link publishes. */
    private Map<String, LastPublications> byNode;

    private static final class LastPublications {
        private final LongMap<Boolean> known = new LongMap<>();
        private final long[] inOrder = new long[MAX_PUBLICATIONS];
        private int next;

        boolean add(long publication) {
            if (known.put(publication, true) != null) {
                return false;
            }
            if (inOrder[next] != 0) {
                known.remove(inOrder[next]);
            }
            inOrder[next] = publication;
            next = (next + 1) % MAX_PUBLICATIONS;
            return true;
        }
    }

    /**
     * Remembers an event of a link.
     *
     * @param node the id of this node
     * @return false if the event has been at this node, or has arrived on another way
     */
    boolean isFirst(ForwardFor way, String node) {
        if (way.names(node)) {
            return false;
        }
        ForwardFor.Hop origin = way.origin();
        if (origin.publication() == 0) {
            return true;
        }
        if (byNode == null) {
            byNode = new LinkedHashMap<>(4, 0.75f, true);
        }
        LastPublications known = byNode.get(origin.node());
        if (known == null) {
            known = new LastPublications();
            byNode.put(origin.node(), known);
            if (byNode.size() > MAX_NODES) {
                byNode.remove(byNode.keySet().iterator().next());
            }
        }
        return known.add(origin.publication());
    }
}
