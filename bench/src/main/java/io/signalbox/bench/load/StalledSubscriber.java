package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Subscriber that reads nothing after SUBSCRIBED. It cannot notice its end, so it reconnects every few seconds.
 * Confined to the loop of its scene.
 */
final class StalledSubscriber {
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(4);

    private final Scene scene;
    private final Serializer serializer;
    private final boolean batched;
    private Scene.Member member;
    private boolean asked;
    private long endsNanos;

    StalledSubscriber(Scene scene, Serializer serializer, boolean batched) {
        this.scene = scene;
        this.serializer = serializer;
        this.batched = batched;
    }

    void goOn(long nowNanos) {
        try {
            if (member == null || nowNanos >= endsNanos || !member.peer().isOpen()) {
                begin(nowNanos);
            } else if (member.peer().isJoined() && !asked) {
                asked = true;
                member.client()
                        .send(new Subscribe(
                                member.client().nextRequest(), Map.of("match", "prefix"), CostlyMessages.TOPICS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(long nowNanos) throws IOException {
        if (member != null) {
            member.client().cut();
        }
        asked = false;
        member = scene.begin(serializer, batched, this::received);
        endsNanos = nowNanos + LIFE_NANOS;
    }

    private void received(WampMessage message) {
        if (message instanceof Subscribed) {
            member.client().stopReading();
        }
    }
}
