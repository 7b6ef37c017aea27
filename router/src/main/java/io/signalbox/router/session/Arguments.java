package io.signalbox.router.session;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Arguments of a call to a procedure that the router itself serves. Null counts as absent.
 *
 * <p>Not thread-safe. The accessors throw {@code wamp.error.invalid_argument} if a required argument is absent or an argument has a
 * wrong type.
 */
public final class Arguments {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final double MAX_INTEGER = 1L << 53;

    private final Payload payload;

    // Decoded when they are asked for.
    private List<Object> list;
    private Map<String, Object> keywords;

    public Arguments(Payload payload) {
        this.payload = payload;
    }

    private boolean isJson() {
        return payload.format() == WireFormat.JSON;
    }

    /** Returns the arguments in their encoded form. */
    public Payload payload() {
        return payload;
    }

    /** Returns the positional arguments. */
    public List<Object> list() {
        if (list == null) {
            list = JSON.arguments(payload);
        }
        return list;
    }

    /** Returns the keyword arguments. A float that stands for an integer is converted to an integer. */
    public Map<String, Object> keywords() {
        if (keywords == null) {
            Map<String, Object> given = JSON.keywordArguments(payload);
            keywords = isJson() ? given : withStringKeys(asIntegers(given));
        }
        return keywords;
    }

    /**
     * Returns a positional argument, or null.
     *
     * @param position counted from zero
     */
    public Object at(int position) {
        return position < list().size() ? list().get(position) : null;
    }

    /** Returns a positional argument that is an integer. The range is not checked. */
    public long id(int position, String name) throws ProcedureError {
        Object value = isJson() ? at(position) : asIntegers(at(position));
        if (value instanceof Long id) {
            return id;
        }
        throw invalid("argument " + position + " must be " + name + ", an integer");
    }

    public String text(int position, String name) throws ProcedureError {
        if (at(position) instanceof String text) {
            return text;
        }
        throw invalid("argument " + position + " must be " + name + ", a string");
    }

    /** Returns a keyword argument that is a string, or null. */
    public String optionalText(String keyword) throws ProcedureError {
        Object value = keywords().get(keyword);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw invalid("keyword argument " + keyword + " must be a string");
    }

    public List<?> list(int position, String name) throws ProcedureError {
        if (at(position) instanceof List<?> list) {
            return list;
        }
        throw invalid("argument " + position + " must be " + name + ", a list");
    }

    /** Returns a positional argument that is a dictionary with string keys. */
    public Map<String, Object> dict(int position, String name) throws ProcedureError {
        if (at(position) instanceof Map<?, ?> dict) {
            return withStringKeys(dict);
        }
        throw invalid("argument " + position + " must be " + name + ", a dictionary");
    }

    /** Returns a keyword argument that is a dictionary with string keys, or an empty dictionary. */
    public Map<String, Object> optionalDict(String keyword) throws ProcedureError {
        Object value = keywords().get(keyword);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> dict) {
            return withStringKeys(dict);
        }
        throw invalid("keyword argument " + keyword + " must be a dictionary");
    }

    @SuppressWarnings("unchecked") // The serializers produce dictionaries with string keys only.
    private static Map<String, Object> withStringKeys(Map<?, ?> dict) {
        return (Map<String, Object>) dict;
    }

    public static ProcedureError invalid(String text) {
        return new ProcedureError(ErrorUri.INVALID_ARGUMENT, text);
    }

    /**
     * Replaces floats that stand for integers, at any depth. JavaScript clients encode large ids as floats in binary
     * formats, never in JSON.
     */
    private static Object asIntegers(Object value) {
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

    private static Map<Object, Object> asIntegers(Map<?, ?> map) {
        Map<Object, Object> converted = new LinkedHashMap<>();
        map.forEach((key, value) -> converted.put(key, asIntegers(value)));
        return converted;
    }
}
