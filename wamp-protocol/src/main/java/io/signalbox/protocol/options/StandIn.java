package io.signalbox.protocol.options;

import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.Map;
import java.util.function.Function;

final class StandIn {
    private StandIn() {}

    static boolean flag(Map<String, Object> options, String key) throws ProtocolViolation {
        Object value = options.get(key);
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw new ProtocolViolation(key + " must be a boolean");
    }

    static long count(Map<String, Object> options, String key) throws ProtocolViolation {
        Object value = options.get(key);
        if (value == null) {
            return 0;
        }
        if (value instanceof Long count && count >= 0) {
            return count;
        }
        throw new ProtocolViolation(key + " must be an integer of at least 0");
    }

    static <E> E word(Map<String, Object> options, String key, E[] values, Function<E, String> name, E absent)
            throws ProtocolViolation {
        Object value = options.get(key);
        if (value == null) {
            return absent;
        }
        for (E one : values) {
            if (name.apply(one).equals(value)) {
                return one;
            }
        }
        throw new ProtocolViolation("unknown value of " + key);
    }
}
