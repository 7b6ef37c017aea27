package io.signalbox.router.session;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an ERROR says to people: its only argument, since client libraries show their users the arguments of an error and
 * not its details.
 */
public final class Explanation {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);

    private Explanation() {}

    public static Payload of(String text) {
        return JSON.payload(List.of(text), Map.of());
    }

    /** A text with the parts of it that programs may want, as further arguments. */
    static Payload of(String text, String... parts) {
        List<String> arguments = new ArrayList<>(List.of(parts));
        arguments.add(0, text);
        return JSON.payload(arguments, Map.of());
    }
}
