package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Scenario of costly input: for minutes, peers of each subprotocol send the messages that cost a router the most
 * memory for the fewest bytes, and subscribers never read. Meant for a router with a small heap. A bystander in the
 * same realm must not be affected.
 */
final class CostlyInput implements Overload {
    private static final int STALLED = 50;
    private static final int DEFAULT_SECONDS = 300;
    private static final int DEFAULT_HEAD_BYTES = 256 << 10;

    /** Time for the node to compile its code. */
    private static final int WARM_UP_SECONDS = 20;

    private static final double MOST_LATENCY_MILLIS = 50;
    private static final long MOST_RSS_MIB = 512;

    private final List<StalledSubscriber> stalled = new ArrayList<>();
    private final List<CostlyPeer> peers = new ArrayList<>();
    private boolean registered;

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        LoadClient callee = scene.join(message -> registered |= message instanceof Registered)
                .client();
        callee.send(new Register(callee.nextRequest(), Map.of("concurrency", 1), CostlyMessages.HELD_PROCEDURE));
        scene.await(() -> registered, "REGISTERED");
        int headBytes = scene.options().number("max-head-bytes", DEFAULT_HEAD_BYTES);
        for (WireFormat format : WireFormat.values()) {
            Serializer serializer = new Serializers().of(format);
            for (boolean batched : new boolean[] {false, true}) {
                peers.add(new CostlyPeer(scene, serializer, batched, headBytes));
            }
        }
        for (int i = 0; i < STALLED; i++) {
            CostlyPeer like = peers.get(i % peers.size());
            stalled.add(new StalledSubscriber(scene, like.serializer(), like.isBatched()));
        }
        drive(scene, WARM_UP_SECONDS);
        scene.verdict().latency("while it warms up:", bystander.takeLatencies());
        double cpuSeconds = scene.router().cpuSeconds();
        double waitSeconds = scene.router().waitSeconds();
        drive(scene, scene.options().number("seconds", DEFAULT_SECONDS));
        judge(scene, bystander);
        scene.verdict().figure("CPU of the router in s", scene.router().cpuSeconds() - cpuSeconds);
        scene.verdict()
                .figure("its threads waited for a core, in s", scene.router().waitSeconds() - waitSeconds);
    }

    private void drive(Scene scene, int seconds) throws IOException {
        scene.runUntil(
                () -> {
                    long now = System.nanoTime();
                    peers.forEach(peer -> peer.goOn(now));
                    stalled.forEach(subscriber -> subscriber.goOn(now));
                    return false;
                },
                seconds * 1000L);
    }

    private void judge(Scene scene, BystanderProcess bystander) throws IOException {
        Latencies latencies = bystander.takeLatencies();
        scene.verdict().latency("a bystander:", latencies);
        scene.verdict()
                .atMost(
                        "p99 of a bystander in ms",
                        latencies.calls().getValueAtPercentile(99) / 1e6,
                        MOST_LATENCY_MILLIS);
        scene.verdict().atMost("highest RSS in MiB", scene.router().highestRssMib(), MOST_RSS_MIB);
        scene.verdict()
                .figure(
                        "messages sent",
                        peers.stream().mapToLong(CostlyPeer::sent).sum());
        scene.verdict()
                .figure(
                        "MiB sent",
                        peers.stream().mapToLong(CostlyPeer::sentBytes).sum() >> 20);
        scene.verdict()
                .figure(
                        "answered with ERROR",
                        peers.stream().mapToLong(CostlyPeer::errors).sum());
        scene.verdict()
                .figure(
                        "sessions begun anew",
                        peers.stream().mapToLong(CostlyPeer::restarts).sum());
        long quiet = peers.stream().filter(peer -> peer.sent() == 0).count();
        scene.verdict().exactly("peers that sent nothing", quiet, 0);
    }
}
