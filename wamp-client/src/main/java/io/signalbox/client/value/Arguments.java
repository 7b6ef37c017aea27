package io.signalbox.client.value;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Payload;
import java.util.List;
import java.util.Map;

/**
 * Arguments and keyword arguments of a message, decoded when they are asked for. Immutable and thread-safe.
 *
 * <pre>{@code
 * PayloadMapper mapper = new PayloadMapper();
 * Payload payload = mapper.payload(WireFormat.JSON, List.of("joe", List.of(1, 2)), Map.of());
 * Arguments arguments = mapper.arguments(payload);
 * String name = arguments.arg(0, String.class);
 * List<Integer> orders = arguments.arg(1, new TypeReference<List<Integer>>() {});
 * int limit = arguments.kwargOr("limit", Integer.class, 10);
 * }</pre>
 *
 * <p>Each method that reads a value throws {@link InvalidArgumentException} if the value is absent, or cannot be read as the
 * type. Null is read as null, except for primitive types. {@link PayloadMapper} has the types.
 */
public final class Arguments {
    private final Payload payload;
    private final PayloadMapper mapper;

    /** Racy single-check: the object has only final fields, so that either thread's result is valid. */
    private Decoded decoded;

    private record Decoded(List<Object> args, Map<String, Object> kwargs) {}

    Arguments(Payload payload, PayloadMapper mapper) {
        this.payload = payload;
        this.mapper = mapper;
    }

    private Decoded decoded() {
        Decoded known = decoded;
        if (known == null) {
            Serializer serializer = mapper.serializer(payload.format());
            known = new Decoded(serializer.arguments(payload), serializer.keywordArguments(payload));
            decoded = known;
        }
        return known;
    }

    /** Returns the encoded arguments. */
    public Payload payload() {
        return payload;
    }

    /** Returns the number of positional arguments. */
    public int size() {
        return payload.isEmpty() ? 0 : decoded().args().size();
    }

    /** Returns whether there are neither arguments nor keyword arguments. */
    public boolean isEmpty() {
        return payload.isEmpty()
                || decoded().args().isEmpty() && decoded().kwargs().isEmpty();
    }

    /** Returns whether there is an argument with an index from 0, which may be null. */
    public boolean has(int index) {
        return index >= 0 && index < size();
    }

    /** Returns whether there is a keyword argument, which may be null. */
    public boolean has(String name) {
        return !payload.isEmpty() && decoded().kwargs().containsKey(name);
    }

    /** Returns an argument. */
    public <T> T arg(int index, Class<T> type) {
        return cast(type, value(argument(index), type, index, null));
    }

    /** Returns an argument of a generic type. */
    @SuppressWarnings("unchecked") // Jackson returns a value of the type.
    public <T> T arg(int index, TypeReference<T> type) {
        return (T) read(argument(index), mapper.jackson().constructType(type), index, null);
    }

    /** Returns an argument, or another value if the argument is absent. */
    public <T> T argOr(int index, Class<T> type, T absent) {
        return has(index) ? arg(index, type) : absent;
    }

    /** Returns a keyword argument. */
    public <T> T kwarg(String name, Class<T> type) {
        return cast(type, value(keywordArgument(name), type, -1, name));
    }

    /** Returns a keyword argument of a generic type. */
    @SuppressWarnings("unchecked") // Jackson returns a value of the type.
    public <T> T kwarg(String name, TypeReference<T> type) {
        return (T) read(keywordArgument(name), mapper.jackson().constructType(type), -1, name);
    }

    /** Returns a keyword argument, or another value if the keyword argument is absent. */
    public <T> T kwargOr(String name, Class<T> type, T absent) {
        return has(name) ? kwarg(name, type) : absent;
    }

    /** Returns all keyword arguments as a record, a bean or a map. */
    public <T> T kwargs(Class<T> type) {
        return cast(type, ValueBinding.read(mapper, ValueTrees.node(decoded().kwargs()), javaType(type), ""));
    }

    /** Returns a new tree of the arguments. */
    public ArrayNode args() {
        return ValueTrees.node(decoded().args());
    }

    /** Returns a new tree of the keyword arguments. */
    public ObjectNode kwargs() {
        return ValueTrees.node(decoded().kwargs());
    }

    private Object argument(int index) {
        if (!has(index)) {
            int size = size();
            throw new InvalidArgumentException(place(index, null) + " is missing: the message has " + size
                    + (size == 1 ? " argument" : " arguments"));
        }
        return decoded().args().get(index);
    }

    private Object keywordArgument(String name) {
        if (!has(name)) {
            throw new InvalidArgumentException(place(-1, name) + " is missing");
        }
        return decoded().kwargs().get(name);
    }

    /** Reads the common classes without Jackson. */
    private Object value(Object value, Class<?> type, int index, String name) {
        if (type == String.class && value instanceof String) {
            return value;
        }
        if (value instanceof Long number) {
            if (type == Long.class || type == long.class) {
                return value;
            }
            if ((type == Integer.class || type == int.class) && number.intValue() == number) {
                return number.intValue();
            }
        }
        if (value instanceof Double && (type == Double.class || type == double.class)) {
            return value;
        }
        if (value instanceof Boolean && (type == Boolean.class || type == boolean.class)) {
            return value;
        }
        if (value instanceof byte[] binary && type == byte[].class) {
            return binary.clone();
        }
        return read(value, javaType(type), index, name);
    }

    private Object read(Object value, JavaType type, int index, String name) {
        return ValueBinding.read(mapper, ValueTrees.node(value), type, place(index, name));
    }

    private JavaType javaType(Class<?> type) {
        return mapper.jackson().constructType(type);
    }

    @SuppressWarnings("unchecked") // Class#cast refuses the wrappers of primitive types.
    private static <T> T cast(Class<T> type, Object value) {
        return type.isPrimitive() ? (T) value : type.cast(value);
    }

    /** Returns the name of an argument in texts of errors. */
    static String place(int index, String name) {
        return name == null ? "argument " + index : "keyword argument '" + Printable.of(name) + "'";
    }

    /** Returns the number of arguments, without values. */
    @Override
    public String toString() {
        return "Arguments[format=" + payload.format() + ", bytes=" + payload.length() + "]";
    }
}
