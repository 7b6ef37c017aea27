package io.signalbox.router.session;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Explanatory text of an ERROR. The text is the first argument, because client libraries show the arguments of an error
 * to their users, and not its details.
 */
public final class Explanation {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private Explanation() {}

    public static Payload of(String text) {
        return JSON.payload(List.of(text), Map.of());
    }

    /** Returns a text followed by its variable parts as arguments for programs. */
    static Payload of(String text, String... parts) {
        List<String> arguments = new ArrayList<>(List.of(parts));
        arguments.add(0, text);
        return JSON.payload(arguments, Map.of());
    }
}
