package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.KnownOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The way of a message that links between routers have forwarded: the session that has sent the message, and the sessions of the links.
 * Immutable and thread-safe.
 *
 * @param hops the origin, and then one hop for each further router
 */
public record ForwardFor(List<Hop> hops) {
    /** Name of the option. */
    public static final String KEY = "forward_for";

    /** Maximum length of the id of a node. */
    public static final int MAX_NODE_CHARS = 255;

    /** A message that no link has forwarded. */
    public static final ForwardFor NONE = new ForwardFor(List.of());

    public ForwardFor {
        hops = List.copyOf(hops);
    }

    /**
     * A session that has sent the message to a router.
     *
     * @param session the id; 0 if it is unknown
     * @param authid empty if it is unknown
     * @param authrole empty if it is unknown
     * @param node the id of the node of the router; empty if it is unknown
     * @param publication the id of the publication at this router; 0 if it is unknown, and for calls
     */
    public record Hop(long session, String authid, String authrole, String node, long publication) {

        /** Returns the entry of the option, without what is unknown. */
        Map<String, Object> entry() {
            Map<String, Object> entry = new LinkedHashMap<>();
            putKnown(entry, "session", session);
            putKnown(entry, "authid", authid);
            putKnown(entry, "authrole", authrole);
            putKnown(entry, "node", node);
            putKnown(entry, "publication", publication);
            return entry;
        }

        private static void putKnown(Map<String, Object> entry, String key, String value) {
            if (!value.isEmpty()) {
                entry.put(key, value);
            }
        }

        private static void putKnown(Map<String, Object> entry, String key, long value) {
            if (value != 0) {
                entry.put(key, value);
            }
        }
    }

    /** Returns the way in the options or details of a message; {@link #NONE} if they do not have one. */
    public static ForwardFor from(Map<String, Object> options) throws ProtocolViolation {
        Object value = options.get(KEY);
        if (value == null) {
            return NONE;
        }
        if (!(value instanceof List<?> elements) || elements.size() > KnownOptions.MAX_HOPS) {
            throw wrong();
        }
        List<Hop> hops = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (!(element instanceof Map<?, ?> entry)) {
                throw wrong();
            }
            String node = text(entry, "node");
            if (node.length() > MAX_NODE_CHARS) {
                throw wrong();
            }
            hops.add(new Hop(
                    number(entry, "session"),
                    text(entry, "authid"),
                    text(entry, "authrole"),
                    node,
                    number(entry, "publication")));
        }
        return hops.isEmpty() ? NONE : new ForwardFor(hops);
    }

    private static long number(Map<?, ?> entry, String key) throws ProtocolViolation {
        Object value = entry.get(key);
        if (value == null) {
            return 0;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw wrong();
    }

    private static String text(Map<?, ?> entry, String key) throws ProtocolViolation {
        Object value = entry.get(key);
        if (value == null) {
            return "";
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrong();
    }

    private static ProtocolViolation wrong() {
        return new ProtocolViolation("option " + KEY + " must be a list of at most " + KnownOptions.MAX_HOPS
                + " dictionaries with session, authid, authrole, and a node of at most " + MAX_NODE_CHARS
                + " characters");
    }

    /** Returns the same way with one more hop. */
    public ForwardFor through(Hop hop) {
        List<Hop> longer = new ArrayList<>(hops);
        longer.add(hop);
        return new ForwardFor(longer);
    }

    /** Returns whether the message has been at a node before. */
    public boolean names(String node) {
        for (Hop hop : hops) {
            if (hop.node().equals(node)) {
                return true;
            }
        }
        return false;
    }

    public boolean isEmpty() {
        return hops.isEmpty();
    }

    /** Returns the session that has sent the message. */
    public Hop origin() {
        return hops.getFirst();
    }

    /** Returns the value of the option. */
    public List<Map<String, Object>> wire() {
        return hops.stream().map(Hop::entry).toList();
    }
}
