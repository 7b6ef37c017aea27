package io.signalbox.bench.load;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Scenario of a few events of 1 MiB to thousands of healthy subscribers. Each subscriber gets each event, and no
 * connection is closed.
 */
final class LargeEvent implements Overload {
    private static final String TOPIC = "com.bench.large";
    private static final int EVENT_BYTES = 1 << 20;
    private static final int ROUNDS = 5;
    private static final long ROUND_MILLIS = 30_000;

    private int subscribed;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        List<Scene.Member> subscribers = scene.join(scene.options().number("connections", 2_000), this::atSubscriber);
        for (Scene.Member subscriber : subscribers) {
            LoadClient client = subscriber.client();
            client.send(new Subscribe(client.nextRequest(), Map.of(), TOPIC));
        }
        scene.await(() -> subscribed == subscribers.size(), "SUBSCRIBED");
        subscribers.forEach(subscriber -> subscriber.client().onlyCount());
        LoadClient publisher = scene.join(message -> {}).client();
        Payload large = scene.serializer().payload(List.of("x".repeat(EVENT_BYTES)), Map.of());
        long longestNanos = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            long wanted = (long) round * subscribers.size();
            long start = System.nanoTime();
            publisher.send(new Publish(publisher.nextRequest(), Map.of(), TOPIC, large));
            scene.runUntil(() -> received(subscribers) >= wanted, ROUND_MILLIS);
            longestNanos = Math.max(longestNanos, System.nanoTime() - start);
        }
        scene.verdict().exactly("events delivered", received(subscribers), (long) ROUNDS * subscribers.size());
        scene.verdict().exactly("subscribers closed", subscribers.size() - Scene.open(subscribers), 0);
        scene.verdict().figure("longest round in s", longestNanos / 1e9);
    }

    private static long received(List<Scene.Member> subscribers) {
        return subscribers.stream().mapToLong(one -> one.peer().counted()).sum();
    }

    private void atSubscriber(WampMessage message) {
        if (message instanceof Subscribed) {
            subscribed++;
        }
    }
}
