package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.WampMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Endless sequence of messages of one session that keep more memory alive, or make more work, than messages of the
 * same size.
 */
final class CostlyMessages {
    static final String TOPICS = "com.bench.costly.";
    static final String HELD_PROCEDURE = TOPICS + "held";

    private static final String TOPIC = TOPICS + "topic";
    private static final int RETAINED_TOPICS = 200;
    private static final int BATCH = 100;
    private static final int IDS = 12_000;
    private static final int NAMES = 2_000_000;
    private static final int HELLO_BYTES = 15 << 20;

    /** Length of the heads, in bytes, if the node accepts heads of any length. */
    private static final int LONGEST_HEAD_BYTES = 8 << 20;

    /** Bytes of {@code [1]} and a comma in the shortest of the formats. */
    private static final int NESTED_BYTES = 2;

    private final Serializer serializer;
    private final List<Object> one = List.of(1);
    private final String longText;
    private final Map<String, Object> nested;
    private final Map<String, Object> longDetails;
    private final Payload tiny;
    private final Payload middle;
    private final Payload large;
    private final Payload roles;
    private final Payload testament;
    private final List<Long> ids = LongStream.range(1, IDS).boxed().toList().reversed();
    private int turn;
    private int retained;

    /** @param headBytes longest head that the node accepts */
    CostlyMessages(Serializer serializer, int headBytes) {
        this.serializer = serializer;
        int head = Math.min(headBytes, LONGEST_HEAD_BYTES) - 1_024;
        longText = "x".repeat(head);
        nested = Map.of("x", nested(head / (2 * NESTED_BYTES)));
        longDetails = Map.of("roles", Map.of("caller", Map.of()), "x", nested(HELLO_BYTES / (2 * NESTED_BYTES)));
        tiny = arguments(1);
        middle = arguments("x".repeat(100 << 10));
        large = arguments("x".repeat(1 << 20));
        roles = arguments(Collections.nCopies(NAMES, "r"));
        testament =
                serializer.payload(List.of(TOPICS + "testament", List.of("x".repeat(900 << 10)), Map.of()), Map.of());
    }

    private Payload arguments(Object argument) {
        return serializer.payload(List.of(argument), Map.of());
    }

    private List<Object> nested(int count) {
        return Collections.nCopies(count, one);
    }

    Map<String, Object> longDetails() {
        return longDetails;
    }

    /** Returns the messages to be sent next; in a batched subprotocol they are sent in one frame. */
    List<WampMessage> next(LoadClient client) {
        return switch (turn++ % 13) {
            case 0 -> List.of(publish(client, Map.of("x", longText), TOPIC, tiny));
            case 1 -> List.of(publish(client, Map.of(), TOPIC, large));
            case 2 -> List.of(publish(client, Map.of("retain", true, "x", longText), retainedTopic(), tiny));
            case 3 -> List.of(publish(client, Map.of("retain", true), retainedTopic(), middle));
            case 4 -> List.of(publish(client, Map.of("x", longText), TOPICS + "history", middle));
            case 5 -> List.of(publish(client, Map.of("eligible", ids), TOPIC, tiny));
            case 6 -> List.of(publish(client, nested, TOPIC, tiny));
            case 7 -> List.of(new Call(client.nextRequest(), Map.of("x", longText), HELD_PROCEDURE, middle));
            case 8 -> List.of(new Call(client.nextRequest(), nested, HELD_PROCEDURE, tiny));
            case 9 -> List.of(new Call(client.nextRequest(), Map.of(), "wamp.session.add_testament", testament));
            case 10 -> List.of(new Call(client.nextRequest(), Map.of(), "wamp.session.count", roles));
            case 11 -> manySmallOnesAndALargeOne(client);
            default ->
                List.of(new Subscribe(
                        client.nextRequest(), Map.of("match", "prefix", "get_retained", true), TOPICS + "retained."));
        };
    }

    private List<WampMessage> manySmallOnesAndALargeOne(LoadClient client) {
        List<WampMessage> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(publish(client, Map.of("retain", true), retainedTopic(), tiny));
        }
        batch.add(publish(client, Map.of(), TOPIC, large));
        return batch;
    }

    private Publish publish(LoadClient client, Map<String, Object> options, String topic, Payload payload) {
        return new Publish(client.nextRequest(), options, topic, payload);
    }

    private String retainedTopic() {
        return TOPICS + "retained." + serializer.format().wireName() + retained++ % RETAINED_TOPICS;
    }
}
