package io.signalbox.router.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.router.document.ConfigPlace;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.UnboundItem;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Binder from a checked tree with all defaults to records. A component has the name of its key, without the unit: {@code
 * maxPendingTimeMillis} for {@code max_pending_time}; {@code pathPlace} is the place of {@code path}. A record without a
 * key of its own has the keys of its parent. A map that is named after its keys, such as {@code byAuthid}, has the
 * members that no other component has. {@code type} and the name of a sealed interface, or of an interface that it
 * extends, determine the variant; {@code Extension} is the variant of all other types. Not thread-safe.
 */
public final class RecordBinder {
    private static final String EXTENSION = "extension";

    private final ScalarBinder scalars;
    private final Function<JsonPlace, ConfigPlace> places;

    /** @param directory the directory of relative paths */
    public RecordBinder(Path directory, Function<JsonPlace, ConfigPlace> places) {
        scalars = new ScalarBinder(directory);
        this.places = places;
    }

    Path directory() {
        return scalars.directory();
    }

    public <T> T bind(JsonNode item, Class<T> type) {
        return type.cast(value(item, JsonPlace.ROOT, type));
    }

    /** Returns the permitted variant of a sealed interface for a value of {@code type}. */
    public static Class<?> variant(Class<?> sealed, String type) {
        List<String> names = Stream.concat(Stream.of(sealed), Arrays.stream(sealed.getInterfaces()))
                .map(named -> (type + named.getSimpleName()).toLowerCase(Locale.ROOT))
                .toList();
        Stream<Class<?>> variants = Arrays.stream(sealed.getPermittedSubclasses());
        return variants.filter(variant -> names.contains(variant.getSimpleName().toLowerCase(Locale.ROOT)))
                .findFirst()
                .or(() -> type.equals(EXTENSION) ? Optional.empty() : Optional.of(variant(sealed, EXTENSION)))
                .orElseThrow(() -> new IllegalStateException(sealed + " has no variant for its type"));
    }

    Object value(JsonNode item, JsonPlace place, Type type) {
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
        if (plain == UnboundItem.class) {
            return new UnboundTree(this, item, place);
        }
        if (plain.isRecord()) {
            return record(item, place, plain);
        }
        return plain.isSealed()
                ? record(item, place, variant(plain, item.path("type").asText()))
                : scalars.bind(item, plain);
    }

    private List<Object> list(JsonNode item, JsonPlace place, Type type) {
        if (item.isTextual()) {
            // The schema allows one text in place of a list of texts.
            return List.of(value(item, place, type));
        }
        return IntStream.range(0, item.size())
                .filter(i -> !item.path(i).isMissingNode())
                .mapToObj(i -> value(item.path(i), place.item(i), type))
                .toList();
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
            values[i] = ComponentKeys.isNamedAfterKeys(components[i])
                    ? others(item, place, components)
                    : component(item, place, components[i]);
            types[i] = components[i].getType();
        }
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getName(), e);
        }
    }

    private Map<String, Object> others(JsonNode item, JsonPlace place, RecordComponent[] components) {
        ObjectNode members = item.deepCopy();
        Type type = null;
        for (RecordComponent component : components) {
            if (ComponentKeys.isNamedAfterKeys(component)) {
                type = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[1];
            } else {
                ComponentKeys.keyOf(component.getName(), SchemaDocument.names(item))
                        .ifPresent(members::remove);
            }
        }
        return map(members, place, type);
    }

    private Object component(JsonNode item, JsonPlace place, RecordComponent component) {
        Optional<String> key = ComponentKeys.keyOf(component.getName(), SchemaDocument.names(item));
        if (component.getType() == ConfigPlace.class) {
            return places.apply(key.map(place::member).orElse(place));
        }
        if (key.isEmpty() && (component.getType().isRecord() || component.getType() == UnboundItem.class)) {
            return value(item, place, component.getType());
        }
        JsonNode found = key.map(item::path).orElse(MissingNode.getInstance());
        return component.getType() == List.class && found.isArray() && found.isEmpty()
                ? List.of() // The generic type would load the class of the elements.
                : value(found, key.map(place::member).orElse(place), component.getGenericType());
    }
}
