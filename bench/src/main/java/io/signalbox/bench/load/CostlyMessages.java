package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.WampMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Endless sequence of messages of one peer that keep more memory alive, or make more work, than messages of the
 * same size. The messages are encoded once. Confined to the loop of its scene.
 */
final class CostlyMessages {
    static final String TOPICS = "com.bench.costly.";
    static final String HELD_PROCEDURE = TOPICS + "held";

    private static final String TOPIC = TOPICS + "topic";
    static final int RETAINED_TOPICS = 200;
    private static final int BATCH = 100;
    private static final int IDS = 12_000;
    private static final int NAMES = 2_000_000;
    private static final int HELLO_BYTES = 15 << 20;

    /** Length of the heads, in bytes, if the node accepts heads of any length. */
    private static final int LONGEST_HEAD_BYTES = 8 << 20;

    /** Bytes of {@code [1]} and a comma in the shortest of the formats. */
    private static final int NESTED_BYTES = 2;

    private final Serializer serializer;
    private final boolean batched;
    private final List<Object> one = List.of(1);
    private final List<CostlyFrame> turns = new ArrayList<>();
    private final CostlyFrame hello;
    private int turn;
    private long used;

    /** @param headBytes longest head that the node accepts */
    CostlyMessages(Serializer serializer, boolean batched, int headBytes) {
        this.serializer = serializer;
        this.batched = batched;
        Map<String, Object> details =
                Map.of("roles", Map.of("caller", Map.of()), "x", nested(HELLO_BYTES / (2 * NESTED_BYTES)));
        hello = frame(id -> new Hello(Optional.of("realm1"), details));
        addTurns(Math.min(headBytes, LONGEST_HEAD_BYTES) - 1_024);
    }

    private void addTurns(int headBytes) {
        String longText = "x".repeat(headBytes);
        Map<String, Object> nested = Map.of("x", nested(headBytes / (2 * NESTED_BYTES)));
        List<Long> ids = LongStream.range(1, IDS).boxed().toList().reversed();
        Payload tiny = arguments(1);
        Payload middle = arguments("x".repeat(100 << 10));
        Payload large = arguments("x".repeat(1 << 20));
        Payload roles = arguments(Collections.nCopies(NAMES, "r"));
        Payload testament =
                serializer.payload(List.of(TOPICS + "testament", List.of("x".repeat(900 << 10)), Map.of()), Map.of());
        String retained = retainedTopics() + "000";
        add(publish(Map.of("x", longText), TOPIC, tiny));
        add(publish(Map.of(), TOPIC, large));
        add(publish(Map.of("retain", true, "x", longText), retained, tiny));
        add(publish(Map.of("retain", true), retained, middle));
        add(publish(Map.of("x", longText), TOPICS + "history", middle));
        add(publish(Map.of("eligible", ids), TOPIC, tiny));
        add(publish(nested, TOPIC, tiny));
        add(call(Map.of("x", longText), HELD_PROCEDURE, middle));
        add(call(nested, HELD_PROCEDURE, tiny));
        add(call(Map.of(), "wamp.session.add_testament", testament));
        add(call(Map.of(), "wamp.session.count", roles));
        List<LongFunction<WampMessage>> manySmallOnesAndALargeOne =
                new ArrayList<>(Collections.nCopies(BATCH, publish(Map.of("retain", true), retained, tiny)));
        manySmallOnesAndALargeOne.add(publish(Map.of(), TOPIC, large));
        turns.add(new CostlyFrame(serializer, batched, manySmallOnesAndALargeOne, retainedTopics()));
        Map<String, Object> subscribing = Map.of("match", "prefix", "get_retained", true);
        add(id -> new Subscribe(id, subscribing, TOPICS + "retained."));
    }

    private String retainedTopics() {
        return TOPICS + "retained." + serializer.format().wireName();
    }

    private void add(LongFunction<WampMessage> message) {
        turns.add(frame(message));
    }

    private CostlyFrame frame(LongFunction<WampMessage> message) {
        return new CostlyFrame(serializer, batched, List.of(message), retainedTopics());
    }

    private Payload arguments(Object argument) {
        return serializer.payload(List.of(argument), Map.of());
    }

    private List<Object> nested(int count) {
        return Collections.nCopies(count, one);
    }

    private static LongFunction<WampMessage> publish(Map<String, Object> options, String topic, Payload payload) {
        return id -> new Publish(id, options, topic, payload);
    }

    private static LongFunction<WampMessage> call(Map<String, Object> options, String procedure, Payload payload) {
        return id -> new Call(id, options, procedure, payload);
    }

    /** Sends the next messages. Returns their length in bytes. */
    long sendNext(LoadClient client) {
        return send(turns.get(turn++ % turns.size()), client);
    }

    /** Sends a HELLO of the maximum length. Returns the length in bytes. */
    long sendLongHello(LoadClient client) {
        return send(hello, client);
    }

    private long send(CostlyFrame frame, LoadClient client) {
        used = frame.send(client, used);
        return frame.length();
    }
}
