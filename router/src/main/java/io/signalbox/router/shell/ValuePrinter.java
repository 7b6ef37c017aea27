package io.signalbox.router.shell;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Printer of results and events: a line of JSON for programs, or lines for people. The codec of messages writes the JSON.
 * Thread-safe: a result or event is printed as a whole.
 */
final class ValuePrinter {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private final PrintWriter out;
    private final boolean isJson;
    private final boolean isTerminal;

    /** @param isTerminal whether control characters are escaped */
    ValuePrinter(PrintWriter out, boolean isJson, boolean isTerminal) {
        this.out = out;
        this.isJson = isJson;
        this.isTerminal = isTerminal;
    }

    /** Prints a result: with {@code --json} one object, otherwise a line for each argument. */
    synchronized void result(Payload payload, Map<String, Object> more) {
        List<Object> args = args(payload);
        Map<String, Object> kwargs = kwargs(payload);
        if (isJson) {
            line(json(object(more, args, kwargs)));
            return;
        }
        args.forEach(arg -> line(readable(arg)));
        kwargs.forEach((name, value) -> line(name + "=" + json(value)));
    }

    /** Prints an event in one line: with {@code --json} one object, otherwise the topic and the arguments. */
    synchronized void event(String topic, Payload payload, Map<String, Object> more) {
        List<Object> args = args(payload);
        Map<String, Object> kwargs = kwargs(payload);
        if (isJson) {
            line(json(object(more, args, kwargs)));
            return;
        }
        StringBuilder text = new StringBuilder(topic);
        // Strings in quotes: a line feed in a string would make two lines of one event.
        args.forEach(arg -> text.append(' ').append(json(arg)));
        kwargs.forEach(
                (name, value) -> text.append(' ').append(name).append('=').append(json(value)));
        line(text.toString());
    }

    /** Prints a line for people. */
    synchronized void text(String line) {
        line(line);
    }

    /** Prints an object of JSON. */
    synchronized void object(Map<String, Object> object) {
        line(json(object));
    }

    /** Returns whether nobody reads the output any more. */
    boolean isBroken() {
        return out.checkError();
    }

    private void line(String text) {
        out.println(isTerminal ? ShownText.escaped(text) : text);
        out.flush();
    }

    private static Map<String, Object> object(Map<String, Object> more, List<Object> args, Map<String, Object> kwargs) {
        Map<String, Object> object = new LinkedHashMap<>(more);
        object.put("args", args);
        object.put("kwargs", kwargs);
        return object;
    }

    private static String readable(Object value) {
        if (value instanceof String text) {
            return text;
        }
        return value instanceof byte[] binary ? Base64.getEncoder().encodeToString(binary) : json(value);
    }

    static List<Object> args(Payload payload) {
        return JSON.arguments(payload);
    }

    static Map<String, Object> kwargs(Payload payload) {
        return JSON.keywordArguments(payload);
    }

    /** Returns a value as JSON; a binary value as U+0000 and Base64 (spec: Binary support in JSON). */
    static String json(Object value) {
        List<Object> list = new ArrayList<>(1);
        list.add(value);
        Payload payload = JSON.payload(list, Map.of());
        // Without the brackets of the list.
        return new String(payload.array(), payload.offset() + 1, payload.length() - 2, StandardCharsets.UTF_8);
    }
}
