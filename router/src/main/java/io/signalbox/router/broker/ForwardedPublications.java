package io.signalbox.router.broker;

import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.router.session.LongMap;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Publications that links have brought, so that an event that arrives on several ways is dispatched once. Each peer has a memory of its
 * own for what it has brought last: a peer that invents publications or nodes replaces nothing that another peer has brought. Confined
 * to the realm's loop.
 */
final class ForwardedPublications {
    static final int MAX_PEERS = 32;

    /** Maximum of the origin nodes of one peer. */
    static final int MAX_NODES = 256;

    /** Maximum of the publications of one peer, of all nodes together. */
    static final int MAX_PUBLICATIONS = 16_384;

    /** The peer that has published last is the last one. Null until a link publishes. */
    private Map<String, Memory> byPeer;

    /** The publications of one origin node. */
    private record OriginNode(String node, LongMap<Boolean> publications) {}

    private record Remembered(OriginNode origin, long publication) {}

    private static final class Memory {
        private final Map<String, OriginNode> byNode = new HashMap<>();
        private final ArrayDeque<Remembered> inOrder = new ArrayDeque<>();

        boolean contains(String node, long publication) {
            OriginNode origin = byNode.get(node);
            return origin != null && origin.publications.get(publication) != null;
        }

        /** Returns false if the memory has the publication. */
        boolean add(String node, long publication) {
            OriginNode origin = byNode.computeIfAbsent(node, name -> new OriginNode(name, new LongMap<>()));
            if (origin.publications.put(publication, true) != null) {
                return false;
            }
            inOrder.add(new Remembered(origin, publication));
            while (inOrder.size() > MAX_PUBLICATIONS || byNode.size() > MAX_NODES) {
                forgetOldest();
            }
            return true;
        }

        private void forgetOldest() {
            Remembered oldest = inOrder.remove();
            oldest.origin.publications.remove(oldest.publication);
            if (oldest.origin.publications.isEmpty()) {
                byNode.remove(oldest.origin.node);
            }
        }
    }

    /**
     * Remembers an event of a link.
     *
     * @param peer identifies the other router
     * @param node the id of this node
     * @return false if the event has been at this node, or has arrived on another way
     */
    boolean isFirst(String peer, ForwardFor way, String node) {
        if (way.names(node)) {
            return false;
        }
        ForwardFor.Hop origin = way.origin();
        if (origin.publication() == 0) {
            return true;
        }
        Memory own = memory(peer);
        if (!own.add(origin.node(), origin.publication())) {
            return false;
        }
        for (Memory other : byPeer.values()) {
            if (other != own && other.contains(origin.node(), origin.publication())) {
                return false;
            }
        }
        return true;
    }

    private Memory memory(String peer) {
        if (byPeer == null) {
            byPeer = new LinkedHashMap<>(4, 0.75f, true);
        }
        Memory memory = byPeer.get(peer);
        if (memory == null) {
            memory = new Memory();
            byPeer.put(peer, memory);
            if (byPeer.size() > MAX_PEERS) {
                byPeer.remove(byPeer.keySet().iterator().next());
            }
        }
        return memory;
    }
}
