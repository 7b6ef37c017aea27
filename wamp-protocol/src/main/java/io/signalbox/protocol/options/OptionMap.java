package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.KnownOptions;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Typed view of options or details. Null means absent; a value of another type is a protocol violation. */
record OptionMap(Map<String, Object> map) {
    private static final long MAX_INTEGER = 1L << 53;
    private static final List<String> PASSTHRU = List.of("ppt_scheme", "ppt_serializer", "ppt_cipher", "ppt_keyid");
    private static final List<String> TRANSPARENCY = List.of("enc_algo", "enc_serializer", "enc_key");

    boolean flag(String key, boolean absent) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw wrong(key, "a boolean");
    }

    /** Returns an integer from {@code lowest} to 2^53, or {@code absent}. */
    long integer(String key, long lowest, long absent) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= lowest && number <= MAX_INTEGER) {
            return number;
        }
        throw wrong(key, "an integer from " + lowest + " to 2^53");
    }

    MatchPolicy match() throws ProtocolViolation {
        return word("match", MatchPolicy.values(), MatchPolicy::wireName, MatchPolicy.EXACT);
    }

    <E> E word(String key, E[] words, Function<E, String> wireName, E absent) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return absent;
        }
        for (E word : words) {
            if (wireName.apply(word).equals(value)) {
                return word;
            }
        }
        List<String> names = new ArrayList<>();
        for (E word : words) {
            names.add(wireName.apply(word));
        }
        throw wrong(key, "one of " + String.join(", ", names));
    }

    Optional<String> text(String key) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text) {
            return Optional.of(text);
        }
        throw wrong(key, "a string");
    }

    /** Returns a list, or null when the key is absent. */
    List<?> list(String key) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return null;
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw wrong(key, "a list");
    }

    /** Returns a list of strings, or null when the key is absent. */
    List<String> texts(String key) throws ProtocolViolation {
        List<?> list = list(key);
        if (list == null) {
            return null;
        }
        List<String> texts = new ArrayList<>(list.size());
        for (Object element : list) {
            if (!(element instanceof String text)) {
                throw wrong(key, "a list of strings");
            }
            texts.add(text);
        }
        return texts;
    }

    /** Returns a list of names of nodes, which is empty when the key is absent. */
    List<String> nodes(String key) throws ProtocolViolation {
        List<String> nodes = texts(key);
        if (nodes == null) {
            return List.of();
        }
        boolean isShort = nodes.stream().allMatch(node -> node.length() <= ForwardFor.MAX_NODE_CHARS);
        if (nodes.size() > KnownOptions.MAX_HOPS || !isShort) {
            throw wrong(
                    key,
                    "a list of at most " + KnownOptions.MAX_HOPS + " strings of at most " + ForwardFor.MAX_NODE_CHARS
                            + " characters");
        }
        return List.copyOf(nodes);
    }

    /** Returns a dictionary, which is empty when the key is absent. */
    Map<String, Object> dict(String key) throws ProtocolViolation {
        Object value = map.get(key);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> dict) {
            return withStringKeys(dict);
        }
        throw wrong(key, "a dictionary");
    }

    @SuppressWarnings("unchecked") // WampMessage specifies string keys, and every decoder checks them.
    private static Map<String, Object> withStringKeys(Map<?, ?> dict) {
        return (Map<String, Object>) dict;
    }

    /**
     * Returns the entries that describe a payload only the peers can decode and that the router copies to the other peer:
     * {@code ppt_} entries (spec: Payload Passthru Mode), or {@code enc_} entries of the older payload transparency when
     * the payload is opaque. Empty when neither is in use.
     */
    Map<String, Object> passthru(Payload payload) throws ProtocolViolation {
        if (payload.isOpaque()) {
            if (text("enc_algo").orElse("").isEmpty()) {
                throw new ProtocolViolation("a binary value in the place of Arguments requires the option enc_algo");
            }
            return entries(TRANSPARENCY);
        }
        // Tested first: few messages have the entry.
        if (map.get("ppt_scheme") == null || text("ppt_scheme").orElse("").isEmpty()) {
            return Map.of();
        }
        return entries(PASSTHRU);
    }

    private Map<String, Object> entries(List<String> keys) throws ProtocolViolation {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (String key : keys) {
            text(key).ifPresent(value -> entries.put(key, value));
        }
        return entries;
    }

    ProtocolViolation wrong(String key, String allowed) {
        return new ProtocolViolation("option " + key + " must be " + allowed);
    }
}
