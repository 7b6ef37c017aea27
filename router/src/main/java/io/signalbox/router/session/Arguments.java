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
    private static final long MAX_ID = 1L << 53;

    private final Payload payload;
    private final List<Object> list;
    private final Map<String, Object> keywords;

    public Arguments(Payload payload) {
        this.payload = payload;
        list = JSON.arguments(payload);
        keywords = JSON.keywordArguments(payload);
    }

    /** As they came. */
    public Payload payload() {
        return payload;
    }

    /** The positional ones. */
    public List<Object> list() {
        return list;
    }

    public Map<String, Object> keywords() {
        return keywords;
    }

    /** The positional argument, counted from zero, or null. */
    public Object at(int position) {
        return position < list.size() ? list.get(position) : null;
    }

    /** An id: an integer from 1 to 2^53; binary formats may bring it as a float without a fraction. */
    public long id(int position, String name) throws ProcedureError {
        Object value = at(position);
        boolean isWholeReal = value instanceof Double real
                && real == Math.rint(real)
                && payload.format().isBinary();
        if (value instanceof Long || isWholeReal) {
            long id = ((Number) value).longValue();
            if (id > 0 && id <= MAX_ID) {
                return id;
            }
        }
        throw invalid("argument " + position + " must be " + name + ", an integer from 1 to 2^53");
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
