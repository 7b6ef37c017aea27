package io.signalbox.router.link;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entries of details that become entries of options. Stateless. */
final class Passed {
    private static final List<String> PASSTHRU =
            List.of("ppt_scheme", "ppt_serializer", "ppt_cipher", "ppt_keyid", "enc_algo", "enc_serializer", "enc_key");

    private Passed() {}

    /**
     * Returns a new map with the entries of payload passthru (spec: Payload Passthru Mode). Entries of a wrong type, which a client
     * behind a lenient router may have sent, are left out: the next router would end the session of the link.
     */
    static Map<String, Object> passthru(Map<String, Object> details) {
        Map<String, Object> passed = of(details, PASSTHRU);
        passed.values().removeIf(value -> !(value instanceof String));
        return passed;
    }

    /** Returns a new map with those of the entries that exist. */
    static Map<String, Object> of(Map<String, Object> details, List<String> keys) {
        Map<String, Object> passed = new LinkedHashMap<>();
        if (!details.isEmpty()) {
            for (String key : keys) {
                Object value = details.get(key);
                if (value != null) {
                    passed.put(key, value);
                }
            }
        }
        return passed;
    }

    /** Returns a string; empty if there is none. */
    static String text(Map<String, Object> details, String key) {
        return details.get(key) instanceof String text ? text : "";
    }

    /** Returns an integer; 0 if there is none. */
    static long number(Map<String, Object> details, String key) {
        return details.get(key) instanceof Long number ? number : 0;
    }
}
