package io.signalbox.client.value;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Conversion between the trees of the codecs (strings, numbers, lists, maps) and trees of Jackson. Stateless and
 * thread-safe.
 */
final class ValueTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ValueTrees() {}

    /** Returns a new tree of Jackson. The nesting depth is that of a decoded message, which has a limit. */
    static JsonNode node(Object value) {
        return switch (value) {
            case null -> NullNode.getInstance();
            case String text -> NODES.textNode(text);
            case Long number -> node(number.longValue());
            case Boolean bool -> NODES.booleanNode(bool);
            case Double number -> NODES.numberNode(number.doubleValue());
            case List<?> list -> node(list);
            case Map<?, ?> dict -> node(dict);
            case byte[] binary -> BinaryNode.valueOf(binary.clone());
            case BigInteger number -> NODES.numberNode(number);
            case Integer number -> NODES.numberNode(number.intValue());
            case Short number -> NODES.numberNode(number.intValue());
            case Byte number -> NODES.numberNode(number.intValue());
            case Float number -> NODES.numberNode(number.doubleValue());
            default ->
                throw new IllegalStateException(
                        "no codec has a " + value.getClass().getName());
        };
    }

    private static JsonNode node(long number) {
        return (int) number == number ? NODES.numberNode((int) number) : NODES.numberNode(number);
    }

    static ArrayNode node(List<?> list) {
        ArrayNode node = NODES.arrayNode(list.size());
        list.forEach(element -> node.add(node(element)));
        return node;
    }

    static ObjectNode node(Map<?, ?> dict) {
        ObjectNode node = NODES.objectNode();
        dict.forEach((key, value) -> node.set((String) key, node(value)));
        return node;
    }

    /**
     * Returns a tree of the codecs.
     *
     * @throws IllegalArgumentException if the tree of Jackson contains a value that is none of WAMP
     */
    static Object tree(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL, MISSING -> null;
            case STRING -> node.textValue();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> number(node);
            case BINARY -> binary(node);
            case ARRAY -> {
                List<Object> list = new ArrayList<>(node.size());
                node.forEach(element -> list.add(tree(element)));
                yield list;
            }
            case OBJECT -> {
                Map<String, Object> dict = new LinkedHashMap<>();
                node.properties().forEach(entry -> dict.put(entry.getKey(), tree(entry.getValue())));
                yield dict;
            }
            case POJO -> throw new IllegalArgumentException("a node of Jackson with a Java object is no value of WAMP");
        };
    }

    private static byte[] binary(JsonNode node) {
        try {
            return node.binaryValue();
        } catch (IOException e) {
            throw new UncheckedIOException("a binary node has no bytes", e);
        }
    }

    private static Object number(JsonNode node) {
        return switch (node.numberType()) {
            case INT, LONG -> node.longValue();
            case BIG_INTEGER -> node.bigIntegerValue();
            case FLOAT, DOUBLE -> node.doubleValue();
            case BIG_DECIMAL -> number(node.decimalValue());
        };
    }

    /**
     * Returns a float if the float has the same decimal digits, and otherwise the digits as a string: no format but JSON has
     * decimal numbers, and a router may translate the message.
     */
    static Object number(BigDecimal number) {
        double nearest = number.doubleValue();
        boolean isSame = Double.isFinite(nearest) && BigDecimal.valueOf(nearest).compareTo(number) == 0;
        return isSame ? (Object) nearest : number.toString();
    }

    /** Returns the node at a position in a tree; a missing node if there is none. */
    static JsonNode child(JsonNode node, String field, int index) {
        JsonNode child = field == null ? node.get(index) : node.get(field);
        return child == null ? MissingNode.getInstance() : child;
    }
}
