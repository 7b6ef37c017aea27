package io.signalbox.gateway.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.WampException;
import io.signalbox.client.value.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Call of a procedure of another router, as a session of this node asks for it.
 *
 * @param timeoutMillis at least 1
 */
record RemoteCall(String procedure, List<Object> args, Map<String, Object> kwargs, long timeoutMillis) {
    private static final long LONGEST_MILLIS = 86_400_000;

    RemoteCall {
        if (procedure.isEmpty()) {
            throw invalid("the procedure is empty");
        }
    }

    /**
     * Reads a call: {@code procedure, args, kwargs, timeout} as arguments or keyword arguments, or {@code service, request} as keyword
     * arguments or as one dictionary. Keyword arguments of other names belong to the called procedure.
     *
     * @param timeoutMillis the timeout of a call that names none
     * @throws WampException {@code wamp.error.invalid_argument} if the arguments have another form
     */
    static RemoteCall of(Arguments arguments, long timeoutMillis) {
        ArrayNode args = arguments.args();
        ObjectNode kwargs = arguments.kwargs();
        if (args.size() == 1 && args.get(0) instanceof ObjectNode only) {
            return ofNamed(only, timeoutMillis);
        }
        if (args.isEmpty()) {
            return ofNamed(kwargs, timeoutMillis);
        }
        JsonNode procedure = args.get(0);
        ObjectNode left = kwargs.deepCopy();
        JsonNode list = taken(left, "args", args.path(1));
        JsonNode map = taken(left, "kwargs", args.path(2));
        JsonNode timeout = taken(left, "timeout", args.path(3));
        Map<String, Object> all = map(map);
        all.putAll(map(left));
        return new RemoteCall(text(procedure), list(list), all, millis(timeout, timeoutMillis));
    }

    private static JsonNode taken(ObjectNode kwargs, String name, JsonNode positional) {
        JsonNode named = kwargs.remove(name);
        return named == null ? positional : named;
    }

    private static RemoteCall ofNamed(ObjectNode named, long timeoutMillis) {
        JsonNode timeout = named.path("timeout");
        if (named.has("service")) {
            JsonNode request = named.path("request");
            List<Object> args = request.isObject() || isNothing(request)
                    ? List.of()
                    : request.isArray() ? list(request) : List.of(request);
            return new RemoteCall(
                    text(named.path("service")),
                    args,
                    request.isObject() ? map(request) : Map.of(),
                    millis(timeout, timeoutMillis));
        }
        return new RemoteCall(
                text(named.path("procedure")),
                list(named.path("args")),
                map(named.path("kwargs")),
                millis(timeout, timeoutMillis));
    }

    private static boolean isNothing(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static String text(JsonNode procedure) {
        if (procedure.isTextual()) {
            return procedure.textValue();
        }
        throw invalid("the procedure is missing: it is the first argument, or the keyword argument 'procedure'");
    }

    private static List<Object> list(JsonNode value) {
        if (!isNothing(value) && !value.isArray()) {
            throw invalid("'args' is no list");
        }
        List<Object> list = new ArrayList<>();
        value.forEach(list::add);
        return list;
    }

    private static Map<String, Object> map(JsonNode value) {
        if (!isNothing(value) && !value.isObject()) {
            throw invalid("'kwargs' is no dictionary");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        value.properties().forEach(member -> map.put(member.getKey(), member.getValue()));
        return map;
    }

    private static long millis(JsonNode value, long otherwise) {
        if (isNothing(value)) {
            return otherwise;
        }
        double millis = value.asDouble();
        if (!value.isNumber() || millis < 1 || millis > LONGEST_MILLIS) {
            throw invalid("'timeout' is no number of milliseconds from 1 to " + LONGEST_MILLIS);
        }
        return (long) millis;
    }

    private static WampException invalid(String text) {
        return new WampException(ConnectionErrors.INVALID_ARGUMENT, text);
    }
}
