package io.signalbox.router.shell;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Value of a word of the command line: JSON where the word is JSON, otherwise the word as a string. The codec of messages
 * reads the word, because it is loaded anyway and has the limits of messages. Stateless and thread-safe.
 */
final class WordValue {
    private static final Serializer JSON = new Serializers().of(WireFormat.JSON);
    private static final String BEGIN = "[36,1,1,{},[";
    private static final String END = "]]";

    private WordValue() {}

    static Object of(String word) {
        Object[] json = json(word);
        return json == null ? word : json[0];
    }

    /** Returns an array with the value; null if the word is not JSON. */
    static Object[] json(String word) {
        if (word.isBlank()) {
            return null;
        }
        byte[] message = (BEGIN + word + END).getBytes(StandardCharsets.UTF_8);
        try {
            Payload payload = ((Event) JSON.decode(message, 0, message.length)).payload();
            List<Object> values = JSON.arguments(payload);
            // A word such as '1],[2' is JSON only together with the brackets around it.
            return payload.parts() == 1 && values.size() == 1 ? new Object[] {values.getFirst()} : null;
        } catch (ProtocolViolation e) {
            return null;
        }
    }
}
