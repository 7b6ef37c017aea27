package io.signalbox.router.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Conversion between payload values and JSON trees, as a peer with the JSON serializer receives the payload. */
final class JsonTree {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonTree() {}

    static ArrayNode of(List<?> values) {
        ArrayNode array = NODES.arrayNode(values.size());
        for (Object value : values) {
            array.add(of(value));
        }
        return array;
    }

    static ObjectNode of(Map<?, ?> values) {
        ObjectNode object = NODES.objectNode();
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            object.set((String) entry.getKey(), of(entry.getValue()));
        }
        return object;
    }

    private static JsonNode of(Object value) {
        if (value == null) {
            return NODES.nullNode();
        }
        return switch (value) {
            case String text -> NODES.textNode(text);
            case Long number -> NODES.numberNode(number.longValue());
            case Boolean bool -> NODES.booleanNode(bool);
            case Double number -> of(number.doubleValue());
            case Map<?, ?> dict -> of(dict);
            case List<?> list -> of(list);
            // Binary in JSON (spec: Binary support in JSON).
            case byte[] binary -> NODES.textNode('\0' + Base64.getEncoder().encodeToString(binary));
            case BigInteger number -> NODES.numberNode(number);
            default ->
                throw new IllegalArgumentException(
                        "unsupported payload value of class " + value.getClass().getName());
        };
    }

    /** JSON has neither infinities nor NaN. As text they match no schema for a number. */
    private static JsonNode of(double number) {
        return Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(String.valueOf(number));
    }

    /** Returns the payload value of a JSON tree. */
    static Object toValue(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> toMap(node);
            case ARRAY -> toList(node);
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> toNumber(node);
            case NULL, MISSING, BINARY, POJO -> null;
        };
    }

    private static Map<String, Object> toMap(JsonNode node) {
        Map<String, Object> map = new LinkedHashMap<>();
        node.properties().forEach(property -> map.put(property.getKey(), toValue(property.getValue())));
        return map;
    }

    private static List<Object> toList(JsonNode node) {
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(item -> list.add(toValue(item)));
        return list;
    }

    private static Object toNumber(JsonNode node) {
        if (node.isIntegralNumber()) {
            return node.canConvertToLong() ? (Object) node.longValue() : node.bigIntegerValue();
        }
        return node.doubleValue();
    }
}
