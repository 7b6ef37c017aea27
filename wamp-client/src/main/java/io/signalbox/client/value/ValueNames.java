package io.signalbox.client.value;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Names of the types of values in texts of errors. No text shows a value. Stateless and thread-safe. */
final class ValueNames {
    /** Most constants of an enum that a text lists. */
    private static final int MAX_CONSTANTS = 20;

    private ValueNames() {}

    static String expected(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "a boolean";
        }
        if (isInteger(type)) {
            return "an integer" + range(type);
        }
        if (type == double.class
                || type == Double.class
                || type == float.class
                || type == Float.class
                || type == BigDecimal.class) {
            return "a number";
        }
        if (type == byte[].class) {
            return "a binary value";
        }
        if (type.isEnum()) {
            return constants(type);
        }
        if (type.isArray() || Collection.class.isAssignableFrom(type)) {
            return "a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "a dictionary";
        }
        if (TemporalAccessor.class.isAssignableFrom(type) || TemporalAmount.class.isAssignableFrom(type)) {
            return "a string of ISO 8601 (" + type.getSimpleName() + ")";
        }
        return "a dictionary (" + type.getSimpleName() + ")";
    }

    private static boolean isInteger(Class<?> type) {
        return type == int.class
                || type == Integer.class
                || type == long.class
                || type == Long.class
                || type == short.class
                || type == Short.class
                || type == byte.class
                || type == Byte.class
                || type == BigInteger.class;
    }

    private static String range(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return " of 32 bits";
        }
        if (type == long.class || type == Long.class) {
            return " of 64 bits";
        }
        if (type == short.class || type == Short.class) {
            return " of 16 bits";
        }
        return type == BigInteger.class ? "" : " of 8 bits";
    }

    private static String constants(Class<?> type) {
        return "one of "
                + Arrays.stream(type.getEnumConstants())
                        .limit(MAX_CONSTANTS)
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
    }

    static String found(Class<?> expected, JsonNode value) {
        return switch (value.getNodeType()) {
            case MISSING -> "nothing";
            case NULL -> "null";
            case STRING -> expected.isEnum() ? "another string" : "a string";
            case BOOLEAN -> "a boolean";
            case BINARY -> "a binary value";
            case ARRAY -> "a list";
            case OBJECT -> "a dictionary";
            case POJO -> "a Java object";
            case NUMBER -> number(expected, value);
        };
    }

    private static String number(Class<?> expected, JsonNode value) {
        if (value.isFloatingPointNumber() && value.doubleValue() != Math.rint(value.doubleValue())) {
            return "a number with a fraction";
        }
        return isInteger(expected) ? "a number out of this range" : "a number";
    }
}
