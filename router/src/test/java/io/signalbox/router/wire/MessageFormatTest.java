package io.signalbox.router.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checklist A26 and A27: each element of each message with values of each other type, and each wrong count. */
class MessageFormatTest extends WireTest {
    private static final int HELLO = 1;

    /** One of each that clients may send, with all that it may have, and how many elements it must have. */
    private enum Sample {
        HELLO("[1, 'realm1', {'roles': {'caller': {}}}]", 3),
        ABORT("[3, {}, 'a.b', [1], {'k': 1}]", 3),
        GOODBYE("[6, {}, 'a.b']", 3),
        ERROR("[8, 68, 1, {}, 'a.b', [1], {'k': 1}]", 5),
        PUBLISH("[16, 1, {}, 'a.b', [1], {'k': 1}]", 4),
        SUBSCRIBE("[32, 1, {}, 'a.b']", 4),
        UNSUBSCRIBE("[34, 1, 77]", 3),
        CALL("[48, 1, {}, 'a.b', [1], {'k': 1}]", 4),
        CANCEL("[49, 1, {}]", 3),
        REGISTER("[64, 1, {}, 'a.b']", 4),
        UNREGISTER("[66, 1, 77]", 3),
        YIELD("[70, 1, {}, [1], {'k': 1}]", 3);

        final ArrayNode message;
        final int leastElements;

        Sample(String message, int leastElements) {
            this.message = (ArrayNode) Template.parse(message);
            this.leastElements = leastElements;
        }
    }

    private static final JsonNode VALUES =
            Template.parse("[null, true, 0, -1, 1.5, 9007199254740993, 18446744073709551615, 'x', [], {}]");

    static Stream<String> messagesWithAWrongElement() {
        List<String> messages = new ArrayList<>();
        for (Sample sample : Sample.values()) {
            for (int element = 0; element < sample.message.size(); element++) {
                for (JsonNode value : VALUES) {
                    if (!mayStandAt(sample, element, value)) {
                        // The method that sets an element answers the one before.
                        ArrayNode message = sample.message.deepCopy();
                        message.set(element, value);
                        messages.add(message.toString());
                    }
                }
            }
        }
        return messages.stream();
    }

    /** No number of {@link #VALUES} is an id or a message type, so that those elements take none of them. */
    private static boolean mayStandAt(Sample sample, int element, JsonNode value) {
        boolean isRealm = sample == Sample.HELLO && element == 1;
        JsonNode valid = sample.message.get(element);
        // The nexus client writes null before keyword arguments.
        boolean isArguments = valid.isArray();
        return (isRealm || isArguments) && value.isNull()
                || !valid.isNumber() && valid.getNodeType() == value.getNodeType();
    }

    static Stream<String> messagesWithAWrongCount() {
        List<String> messages = new ArrayList<>();
        for (Sample sample : Sample.values()) {
            for (int elements = 1; elements < sample.leastElements; elements++) {
                ArrayNode cut = sample.message.arrayNode();
                for (int i = 0; i < elements; i++) {
                    cut.add(sample.message.get(i));
                }
                messages.add(cut.toString());
            }
            messages.add(
                    sample.message.deepCopy().add(sample.message.arrayNode()).toString());
            messages.add(sample.message.deepCopy().addNull().toString());
            messages.add(sample.message.deepCopy().add(1).toString());
        }
        return messages.stream();
    }

    @ParameterizedTest
    @MethodSource({"messagesWithAWrongElement", "messagesWithAWrongCount"})
    void a_malformed_message_is_a_violation(String message) {
        JsonNode parsed = Template.parse(message);
        RawWampClient client = parsed.get(0).asInt() == HELLO ? connect() : join();
        client.send(parsed);
        client.isAborted("wamp.error.protocol_violation");
    }
}
