package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads known keys with their types. A null counts as absent; a value of another type is a violation. */
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

    /** An integer in {@code lowest}..2^53. */
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

    /** A list, or null when it is absent. */
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

    /** A list of strings, or null when it is absent. */
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

    /** A dictionary, empty when it is absent. */
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

    @SuppressWarnings("unchecked") // WampMessage promises string keys, and every decoder keeps to it.
    private static Map<String, Object> withStringKeys(Map<?, ?> dict) {
        return (Map<String, Object>) dict;
    }

    /**
     * What is told of a payload that only the peers understand, to be copied to the other side: the entries of payload
     * passthru (B66), or those of its older form if the payload is opaque (B74). Empty when neither is in use.
     */
    Map<String, Object> passthru(Payload payload) throws ProtocolViolation {
        if (payload.isOpaque()) {
            if (text("enc_algo").orElse("").isEmpty()) {
                throw new ProtocolViolation("bytes in the place of Arguments need the option enc_algo");
            }
            return entries(TRANSPARENCY);
        }
        // Asked first, because hardly any message has one.
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
