package io.signalbox.client;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Typed view of the details of a message. A value of an unexpected type counts as absent. Immutable. */
record Details(Map<String, Object> map) {

    Optional<String> text(String key) {
        return map.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    OptionalLong number(String key) {
        return map.get(key) instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    boolean flag(String key) {
        return Boolean.TRUE.equals(map.get(key));
    }

    /** Returns a dictionary, which is empty if it is absent. */
    @SuppressWarnings("unchecked") // Every decoder creates string keys.
    Details dict(String key) {
        return new Details(map.get(key) instanceof Map<?, ?> dict ? (Map<String, Object>) dict : Map.of());
    }

    Optional<Passthru> passthru() {
        return text("ppt_scheme")
                .map(scheme -> new Passthru(scheme, text("ppt_serializer"), text("ppt_cipher"), text("ppt_keyid")));
    }
}
