package io.signalbox.bench.load;

import io.signalbox.protocol.codec.Serializers;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.protocol.message.Yield;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.HdrHistogram.Recorder;

/**
 * Bystander of a load: two sessions, one of which calls the other every few milliseconds, on a schedule that does
 * not wait for answers. Each latency counts from the scheduled time. Each call has an echo within the process,
 * whose latency is the delay of the process itself.
 *
 * <p>The program is a process of its own, so that neither the garbage collections nor the threads of the load delay
 * it. For a line {@code take} of the standard input it prints the {@link Latencies} since the last such line. For a
 * line {@code end} it prints what went wrong, or an empty line.
 */
public final class BystanderProgram {
    private static final String PROCEDURE = "com.bench.bystander";
    private static final long PERIOD_NANOS = 5_000_000;
    private static final long SETUP_MILLIS = 30_000;
    private static final long LAST_ANSWERS_MILLIS = 10_000;
    private static final Payload NOTHING = Payload.EMPTY;

    private final LoadLoop loop;
    private final Peer callee;
    private final Peer caller;
    private final LoadClient calleeClient;
    private final LoadClient callerClient;
    private final Recorder callNanos = new Recorder(3);
    private final EchoWithin echo;
    private final Thread thread;
    private volatile boolean closing;

    // Confined to the thread.
    private boolean registered;
    private long startNanos;
    private long called;
    private long answered;

    private volatile String failure = "";

    public static void main(String[] arguments) throws IOException {
        LoadOptions options = new LoadOptions(arguments);
        BystanderProgram program = new BystanderProgram(options.url(), options.realm());
        System.out.println(BystanderProcess.READY);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); BystanderProcess.TAKE.equals(line); line = lines.readLine()) {
                System.out.println(program.takeLatencies().encoded());
            }
        }
        System.out.println(program.end());
    }

    /** Joins {@code realm} and starts to call. */
    private BystanderProgram(URI url, String realm) throws IOException {
        loop = new LoadLoop(1);
        echo = new EchoWithin(loop);
        callee = new Peer(realm, this::atCallee);
        caller = new Peer(realm, this::atCaller);
        var json = new Serializers().of(WireFormat.JSON);
        URI near = url.getScheme().equals("wss") ? new TlsTunnel(url).url() : url;
        calleeClient = new LoadClient(loop, near, json, false, null, callee);
        callerClient = new LoadClient(loop, near, json, false, null, caller);
        await(() -> callee.isJoined() && caller.isJoined());
        calleeClient.send(new Register(calleeClient.nextRequest(), Map.of(), PROCEDURE));
        await(() -> registered);
        thread = Thread.ofPlatform().name("bystander").start(this::run);
    }

    private void await(java.util.function.BooleanSupplier done) throws IOException {
        if (!loop.runUntil(done, SETUP_MILLIS)) {
            throw new IOException("the bystander did not get in");
        }
    }

    private Latencies takeLatencies() {
        return new Latencies(callNanos.getIntervalHistogram(), echo.takeNanos());
    }

    /** Stops the calls. Returns an empty string if every call was answered, otherwise what went wrong. */
    private String end() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return failure;
    }

    private void run() {
        try {
            startNanos = System.nanoTime();
            loop.runUntil(() -> callWhenDue() || closing, Long.MAX_VALUE / 2_000_000);
            loop.runUntil(() -> answered == called, LAST_ANSWERS_MILLIS);
            if (!callee.isOpen() || !caller.isOpen()) {
                failure = "it was closed: " + callee.end() + ", " + caller.end();
            } else if (answered < called) {
                failure = called - answered + " calls were not answered";
            }
            calleeClient.cut();
            callerClient.cut();
        } catch (IOException e) {
            failure = e.toString();
        }
    }

    /** Calls if a call is due. Returns true if a session of the bystander has ended. */
    private boolean callWhenDue() {
        for (long now = System.nanoTime(); startNanos + called * PERIOD_NANOS <= now; called++) {
            echo.send(startNanos + called * PERIOD_NANOS);
            callerClient.send(new Call(callerClient.nextRequest(), Map.of(), PROCEDURE, NOTHING));
        }
        return !callee.isOpen() || !caller.isOpen();
    }

    private void atCallee(WampMessage message) {
        if (message instanceof Registered) {
            registered = true;
        } else if (message instanceof Invocation invocation) {
            calleeClient.send(new Yield(invocation.request(), Map.of(), NOTHING));
        }
    }

    private void atCaller(WampMessage message) {
        if (message instanceof Result result) {
            long dueNanos = startNanos + (result.request() - 1) * PERIOD_NANOS;
            callNanos.recordValue(Math.max(0, System.nanoTime() - dueNanos));
            answered++;
        }
    }
}
