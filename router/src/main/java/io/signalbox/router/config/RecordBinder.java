package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.JsonPlace;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Makes records of a tree that has passed every check and holds every default. The name of a component spells its key, a unit aside:
 * {@code maxPendingTimeMillis} is {@code max_pending_time}, and {@code pathPlace} is where the value of {@code path} stands. A
 * record without a key takes its values from the keys around it; {@code type} and the name of a sealed interface name a variant.
 */
final class RecordBinder {
    private static final Pattern WORD = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
    private static final Pattern UNIT = Pattern.compile("_(millis|bytes|address|place)$");

    private final Path directory;
    private final Function<JsonPlace, ConfigPlace> places;

    /** Binds relative paths to {@code directory}. */
    RecordBinder(Path directory, Function<JsonPlace, ConfigPlace> places) {
        this.directory = directory;
        this.places = places;
    }

    <T> T bind(JsonNode item, Class<T> type) {
        return type.cast(value(item, JsonPlace.ROOT, type));
    }

    /** The key of an object that the component of a record stands for; empty when the object has none. */
    static Optional<String> keyOf(String component, Collection<String> keys) {
        String exact = WORD.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
        return Stream.of(exact, UNIT.matcher(exact).replaceFirst(""))
                .flatMap(name ->
                        keys.stream().filter(key -> key.replace('-', '_').equals(name)))
                .findFirst();
    }

    /** The permitted variant of a sealed interface for a value of {@code type}. */
    static Class<?> variant(Class<?> sealed, String type) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .filter(variant -> variant.getSimpleName().equalsIgnoreCase(type + sealed.getSimpleName()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(sealed + " has no variant for type '" + type + "'"));
    }

    private Object value(JsonNode item, JsonPlace place, Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return list(item, place, arguments[0]);
            }
            if (generic.getRawType() == Map.class) {
                return map(item, place, arguments[1]);
            }
            return item.isMissingNode() ? Optional.empty() : Optional.of(value(item, place, arguments[0]));
        }
        Class<?> plain = (Class<?>) type;
        if (item.isMissingNode() && !plain.getSimpleName().startsWith("Optional")) {
            throw new IllegalStateException("a " + plain.getName() + " has neither a value nor a default");
        }
        if (plain.isRecord()) {
            return record(item, place, plain);
        }
        return plain.isSealed()
                ? record(item, place, variant(plain, item.path("type").asText()))
                : scalar(item, plain);
    }

    private Object scalar(JsonNode item, Class<?> type) {
        return switch (type.getSimpleName()) {
            // A text that may come from the environment counts as true unless it is empty.
            case "boolean" -> item.isTextual() ? !item.textValue().isEmpty() : item.booleanValue();
            case "int" -> item.intValue();
            case "long" -> item.longValue();
            case "OptionalInt" -> item.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(item.intValue());
            case "OptionalLong" -> item.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(item.longValue());
            case "String" -> item.textValue();
            case "Path" -> directory.resolve(item.textValue()).normalize();
            case "JsonNode" -> item;
            default -> constant(item.textValue().replace('-', '_'), type);
        };
    }

    private static Object constant(String name, Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> ((Enum<?>) constant).name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " has no constant '" + name + "'"));
    }

    private List<Object> list(JsonNode item, JsonPlace place, Type type) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < item.size(); i++) {
            if (!item.path(i).isMissingNode()) {
                values.add(value(item.path(i), place.item(i), type));
            }
        }
        return List.copyOf(values);
    }

    private Map<String, Object> map(JsonNode item, JsonPlace place, Type type) {
        Map<String, Object> values = new LinkedHashMap<>();
        SchemaDocument.names(item).forEach(name -> values.put(name, value(item.path(name), place.member(name), type)));
        return Collections.unmodifiableMap(values);
    }

    private Object record(JsonNode item, JsonPlace place, Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = component(item, place, components[i]);
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private Object component(JsonNode item, JsonPlace place, RecordComponent component) {
        Optional<String> key = keyOf(component.getName(), SchemaDocument.names(item));
        if (component.getType() == ConfigPlace.class) {
            return places.apply(key.map(place::member).orElse(place));
        }
        if (key.isEmpty() && component.getType().isRecord()) {
            return record(item, place, component.getType());
        }
        JsonNode found = key.map(item::path).orElse(MissingNode.getInstance());
        return value(found, key.map(place::member).orElse(place), component.getGenericType());
    }
}
