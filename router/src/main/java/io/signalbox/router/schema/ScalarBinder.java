package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Binder from the leaves of a checked tree to the components of records. Immutable. */
final class ScalarBinder {
    private final Path directory;

    /** @param directory the directory of relative paths */
    ScalarBinder(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    /** Returns a scalar, an object or an array as a value of a component type that is neither a record nor a collection. */
    Object bind(JsonNode item, Class<?> type) {
        return switch (type.getSimpleName()) {
            // A text from the environment is true unless empty.
            case "boolean" -> item.isTextual() ? !item.textValue().isEmpty() : item.booleanValue();
            case "int", "Integer" -> item.intValue();
            case "double" -> item.doubleValue();
            case "long" -> item.longValue();
            case "OptionalInt" ->
                item.isMissingNode() || item.isNull() ? OptionalInt.empty() : OptionalInt.of(item.intValue());
            case "OptionalLong" -> item.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(item.longValue());
            case "String" -> item.textValue();
            case "Path" -> directory.resolve(item.textValue()).normalize();
            case "JsonNode" -> item;
            case "Boolean" -> item.booleanValue();
            case "Object" -> plain(item);
            default -> constant(item.textValue().replace('-', '_'), type);
        };
    }

    /** Returns a value of JSON as maps, lists, texts, numbers and truth values. */
    private static Object plain(JsonNode item) {
        return switch (item.getNodeType()) {
            case OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                item.properties().forEach(member -> members.put(member.getKey(), plain(member.getValue())));
                yield Collections.unmodifiableMap(members);
            }
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                item.forEach(element -> elements.add(plain(element)));
                yield Collections.unmodifiableList(elements);
            }
            case STRING -> item.textValue();
            case NUMBER -> item.isIntegralNumber() && item.canConvertToLong() ? item.longValue() : item.doubleValue();
            case BOOLEAN -> item.booleanValue();
            default -> null;
        };
    }

    private static Object constant(String name, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no constant '" + name + "'"));
    }
}
