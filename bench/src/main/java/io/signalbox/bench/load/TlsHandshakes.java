package io.signalbox.bench.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocket;

/**
 * Scenario of new TLS connections at a rate that does not depend on the router. Each has a full handshake, joins over
 * RawSocket and leaves. The bystander is connected to the same listener, over TLS as well.
 */
final class TlsHandshakes implements Overload {
    private static final int PER_SECOND = 500;
    private static final double LEAST_SHARE = 0.98;
    private static final double MOST_LATENCY_MILLIS = 50;
    /** On one core the compilers of the JVM need two minutes for the code of TLS, and take the core from the router meanwhile. */
    private static final int DEFAULT_WARM_UP_SECONDS = 120;

    private static final int DEADLINE_MILLIS = 20_000;
    private static final byte[] RAWSOCKET_JSON = {0x7F, (byte) 0xF1, 0, 0};

    private final LongAdder joined = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicReference<String> failure = new AtomicReference<>();

    @Override
    public void play(Scene scene, BystanderProcess bystander) throws IOException {
        drive(scene, 2, 0);
        scene.verdict().latency("without handshakes:", bystander.takeLatencies());
        drive(scene, scene.options().number("warmup", DEFAULT_WARM_UP_SECONDS), PER_SECOND);
        scene.verdict().latency("while it warms up:", bystander.takeLatencies());
        int seconds = scene.options().number("seconds", 30);
        double cpuBefore = scene.router().cpuSeconds();
        double waitBefore = scene.router().waitSeconds();
        long joinedBefore = joined.sum();
        failure.set(null);
        long started = drive(scene, seconds, PER_SECOND);
        double perSecond = (joined.sum() - joinedBefore) / (double) seconds;
        Latencies latencies = bystander.takeLatencies();
        scene.verdict().figure("cores of the router", (scene.router().cpuSeconds() - cpuBefore) / seconds);
        scene.verdict()
                .figure("its threads waited for a core, in s", scene.router().waitSeconds() - waitBefore);
        scene.verdict().figure("handshakes started", started);
        scene.verdict().atLeast("joins per second over new TLS connections", perSecond, LEAST_SHARE * PER_SECOND);
        scene.verdict().none("failed joins", failure.get());
        scene.verdict().latency("meanwhile:", latencies);
        scene.verdict()
                .atMost(
                        "p99 of a bystander in ms",
                        latencies.calls().getValueAtPercentile(99) / 1e6,
                        MOST_LATENCY_MILLIS);
    }

    /** Starts handshakes on their schedule and waits until all have ended. Returns their number. */
    private long drive(Scene scene, int seconds, int perSecond) throws IOException {
        long start = System.nanoTime();
        long endedBefore = ended.sum();
        long[] begun = {0};
        scene.runUntil(
                () -> {
                    long due = (System.nanoTime() - start) * perSecond / TimeUnit.SECONDS.toNanos(1);
                    for (; begun[0] < due; begun[0]++) {
                        Thread.ofVirtual().name("handshake").start(() -> joinAndLeave(scene));
                    }
                    return false;
                },
                seconds * 1000L);
        scene.await(() -> ended.sum() - endedBefore == begun[0], "the end of all handshakes");
        return begun[0];
    }

    private void joinAndLeave(Scene scene) {
        boolean hasJoined = false;
        try (SSLSocket socket = TrustingTls.connect(scene.options().url())) {
            socket.setSoTimeout(DEADLINE_MILLIS);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(RAWSOCKET_JSON);
            if (in.readInt() >>> 24 != RAWSOCKET_JSON[0]) {
                throw new IOException("no RawSocket");
            }
            exchange(out, in, "[1,\"" + scene.options().realm() + "\",{\"roles\":{\"caller\":{}}}]", "[2,");
            exchange(out, in, "[6,{},\"wamp.close.close_realm\"]", "[6,");
            hasJoined = true;
            joined.increment();
        } catch (IOException e) {
            // The router closes behind its GOODBYE, so that the socket may not be able to say that it closes.
            if (!hasJoined) {
                failure.compareAndSet(null, e.toString());
            }
        } finally {
            ended.increment();
        }
    }

    private static void exchange(DataOutputStream out, DataInputStream in, String message, String answer)
            throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        byte[] framed = new byte[Integer.BYTES + bytes.length];
        framed[2] = (byte) (bytes.length >> 8);
        framed[3] = (byte) bytes.length;
        System.arraycopy(bytes, 0, framed, Integer.BYTES, bytes.length);
        out.write(framed);
        String received = new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
        if (!received.startsWith(answer)) {
            throw new IOException("the router answered " + received);
        }
    }
}
