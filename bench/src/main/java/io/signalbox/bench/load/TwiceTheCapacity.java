package io.signalbox.bench.load;

import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.WampMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scenario of twice the capacity: publications at a rate that does not depend on the router. The rate rises until
 * the router does not follow, then doubles. The router keeps its rate. The bystander is in another realm.
 */
final class TwiceTheCapacity implements Overload {
    private static final int PUBLISHERS = 8;
    private static final int SUBSCRIBERS = 10;
    private static final double FIRST_RATE = 10_000;
    private static final double STEP = 1.25;
    private static final long STEP_MILLIS = 3_000;
    private static final int MOST_STEPS = 20;
    private static final long SETTLE_MILLIS = 3_000;

    private final List<Scene.Member> subscribers = new ArrayList<>();
    private final List<PacedSource> publishers = new ArrayList<>();
    private int subscribed;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        RouterProcess router = scene.router();
        for (int i = 0; i < PUBLISHERS; i++) {
            topic(scene, "com.bench.overload" + i);
        }
        offer(scene, FIRST_RATE, scene.options().number("warmup", 10) * 1000L);
        bystander.takeLatencies();
        offer(scene, 0, SETTLE_MILLIS);
        scene.verdict().latency("another realm without load:", bystander.takeLatencies());
        double capacity = capacity(scene, bystander);
        offer(scene, 0, SETTLE_MILLIS);
        bystander.takeLatencies();
        double cpuBefore = router.cpuSeconds();
        long millis = scene.options().number("seconds", 30) * 1000L;
        double delivered = offer(scene, 2 * capacity, millis);
        scene.verdict().figure("cores of the node at twice", (router.cpuSeconds() - cpuBefore) * 1000 / millis);
        scene.verdict().latency("at twice:", bystander.takeLatencies());
        scene.verdict().atLeast("share of the capacity delivered at twice", delivered / capacity, 0.9);
        scene.verdict().exactly("subscribers closed", subscribers.size() - Scene.open(subscribers), 0);
    }

    private void topic(Scene scene, String topic) throws IOException {
        int before = subscribed;
        List<Scene.Member> members = scene.join(SUBSCRIBERS, this::atSubscriber);
        for (Scene.Member member : members) {
            member.client().send(new Subscribe(member.client().nextRequest(), Map.of(), topic));
        }
        scene.await(() -> subscribed == before + SUBSCRIBERS, "SUBSCRIBED");
        members.forEach(member -> member.client().onlyCount());
        subscribers.addAll(members);
        LoadClient publisher = scene.join(message -> {}).client();
        var payload = scene.serializer().payload(List.of("x".repeat(16)), Map.of());
        publishers.add(new PacedSource(publisher, new Publish(publisher.nextRequest(), Map.of(), topic, payload)));
    }

    /** Returns the highest rate at which the node follows, in publications per second. */
    private double capacity(Scene scene, BystanderProcess bystander) throws IOException {
        double best = 0;
        double rate = FIRST_RATE;
        for (int step = 0; step < MOST_STEPS; step++) {
            bystander.takeLatencies();
            double delivered = offer(scene, rate, STEP_MILLIS);
            best = Math.max(best, delivered);
            if (delivered < 0.95 * rate) {
                scene.verdict().latency("at capacity:", bystander.takeLatencies());
                break;
            }
            rate *= STEP;
        }
        scene.verdict().figure("capacity in publications/s", Math.rint(best));
        return best;
    }

    /** Offers publications. Returns how many per second have reached all of their subscribers. */
    private double offer(Scene scene, double perSecond, long millis) throws IOException {
        long before = counted();
        long start = System.nanoTime();
        publishers.forEach(publisher -> publisher.start(perSecond / PUBLISHERS));
        scene.runUntil(
                () -> {
                    publishers.forEach(PacedSource::offer);
                    return false;
                },
                millis);
        return (counted() - before) / (double) SUBSCRIBERS / ((System.nanoTime() - start) / 1e9);
    }

    private long counted() {
        return subscribers.stream().mapToLong(one -> one.peer().counted()).sum();
    }

    private void atSubscriber(WampMessage message) {
        if (message instanceof Subscribed) {
            subscribed++;
        }
    }
}
