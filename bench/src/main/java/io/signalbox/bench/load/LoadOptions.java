package io.signalbox.bench.load;

import io.signalbox.protocol.message.WireFormat;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** Options of the command line, as pairs of {@code --name value}. */
final class LoadOptions {

    private final Map<String, String> values = new HashMap<>();

    LoadOptions(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--") || i + 1 == arguments.length) {
                throw new IllegalArgumentException("expected --name value at " + arguments[i]);
            }
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        String value = values.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    URI url() {
        return URI.create(text("url", "ws://127.0.0.1:8080/ws"));
    }

    String realm() {
        return text("realm", "realm1");
    }

    WireFormat format() {
        return format(text("serializer", "json"));
    }

    /** Returns the serializer of callees, which differs from that of callers only if the router shall translate. */
    WireFormat answeringFormat() {
        return format(text("answering", text("serializer", "json")));
    }

    private static WireFormat format(String name) {
        for (WireFormat format : WireFormat.values()) {
            if (format.wireName().equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("no serializer " + name);
    }

    /** Returns the compression of one more client, or null without compression. */
    ClientDeflate deflate() {
        String name = text("deflate", "off");
        return switch (name) {
            case "off" -> null;
            case "takeover" -> new ClientDeflate(true);
            case "forgetting" -> new ClientDeflate(false);
            default -> throw new IllegalArgumentException("--deflate is off, takeover or forgetting, not " + name);
        };
    }

    /** Returns the number of callers, pairs, subscribers, sessions or slots. */
    int connections() {
        return number("connections", 1);
    }

    /** Returns the number of concurrent calls per caller or publications per publisher. */
    int window() {
        int window = number("inflight", 1);
        if (window > SentTimes.SLOTS / 2) {
            throw new IllegalArgumentException("--inflight at most " + SentTimes.SLOTS / 2);
        }
        return window;
    }

    int payloadBytes() {
        return Math.max(Stamp.LENGTH, number("payload", Stamp.LENGTH));
    }
}
