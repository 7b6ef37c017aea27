package io.signalbox.router.session;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.List;
import java.util.Map;

/**
 * The arguments of a call to a procedure of the router itself. One that is missing where it is needed, or of another type
 * than asked for, is {@code wamp.error.invalid_argument}; null counts as absent.
 */
public final class Arguments {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private final Payload payload;
    private final List<Object> list;
    private final Map<String, Object> keywords;

    public Arguments(Payload payload) {
        this.payload = payload;
        list = JSON.arguments(payload);
        Map<String, Object> given = JSON.keywordArguments(payload);
        keywords = isJson() ? given : withStringKeys(IntegralFloats.asIntegers(given));
    }

    private boolean isJson() {
        return payload.format() == WireFormat.JSON;
    }

    /** As they came. */
    public Payload payload() {
        return payload;
    }

    /** The positional ones. */
    public List<Object> list() {
        return list;
    }

    /** The keyword ones; a float that stands for an integer is one. */
    public Map<String, Object> keywords() {
        return keywords;
    }

    /** The positional argument, counted from zero, or null. */
    public Object at(int position) {
        return position < list.size() ? list.get(position) : null;
    }

    /** An id, or an integer that none can be. */
    public long id(int position, String name) throws ProcedureError {
        Object value = isJson() ? at(position) : IntegralFloats.asIntegers(at(position));
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

    /** A keyword argument, or null. */
    public String optionalText(String keyword) throws ProcedureError {
        Object value = keywords.get(keyword);
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

    /** A dictionary; its keys are strings. */
    public Map<String, Object> dict(int position, String name) throws ProcedureError {
        if (at(position) instanceof Map<?, ?> dict) {
            return withStringKeys(dict);
        }
        throw invalid("argument " + position + " must be " + name + ", a dictionary");
    }

    /** A keyword argument, or an empty dictionary. */
    public Map<String, Object> optionalDict(String keyword) throws ProcedureError {
        Object value = keywords.get(keyword);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> dict) {
            return withStringKeys(dict);
        }
        throw invalid("keyword argument " + keyword + " must be a dictionary");
    }

    @SuppressWarnings("unchecked") // The serializers make trees with string keys only.
    private static Map<String, Object> withStringKeys(Map<?, ?> dict) {
        return (Map<String, Object>) dict;
    }

    public static ProcedureError invalid(String text) {
        return new ProcedureError(ErrorUri.INVALID_ARGUMENT, text);
    }
}
