package io.signalbox.router.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Floats that stand for integers: JavaScript packs large ids so in binary formats. JSON has no need of them. */
final class IntegralFloats {
    private static final double MAX_INTEGER = 1L << 53;

    private IntegralFloats() {}

    /** The value, in which floats without a fraction are integers, however deep they are. */
    static Object asIntegers(Object value) {
        if (value instanceof Double real) {
            return real == Math.rint(real) && Math.abs(real) <= MAX_INTEGER ? (Object) real.longValue() : real;
        }
        if (value instanceof List<?> list) {
            List<Object> converted = new ArrayList<>(list.size());
            list.forEach(element -> converted.add(asIntegers(element)));
            return converted;
        }
        return value instanceof Map<?, ?> map ? asIntegers(map) : value;
    }

    static Map<Object, Object> asIntegers(Map<?, ?> map) {
        Map<Object, Object> converted = new LinkedHashMap<>();
        map.forEach((key, value) -> converted.put(key, asIntegers(value)));
        return converted;
    }
}
