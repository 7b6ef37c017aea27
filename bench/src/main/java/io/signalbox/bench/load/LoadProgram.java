package io.signalbox.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Program that runs one workload against a router and prints one line of JSON. Exits with 1 if a message was lost,
 * duplicated, reordered or refused.
 *
 * <p>{@code --workload rpc|pubsub-1to1|fanout|prefix-wildcard|connect|flood|hold}; {@code hold} opens {@code
 * --connections} idle sessions and keeps them open until the program is stopped or one of them is closed. With
 * {@code --deflate takeover} or {@code --deflate forgetting} messages are compressed both ways.
 */
public final class LoadProgram {

    private static final long DRAIN_MILLIS = 5_000;

    private final LoadOptions options;
    private final Measurement measurement = new Measurement();
    private final RouterProcess router;
    private final LoadLoop loop;
    private final Sessions sessions;
    private final Map<String, Object> line = new LinkedHashMap<>();

    private LoadProgram(LoadOptions options) throws IOException {
        this.options = options;
        this.loop = new LoadLoop();
        this.router = new RouterProcess(options.text("router-pid", ""));
        this.sessions = new Sessions(options, loop, measurement, options.format());
    }

    public static void main(String[] arguments) throws IOException {
        LoadProgram program = new LoadProgram(new LoadOptions(arguments));
        String name = program.options.text("workload", "rpc");
        program.line.put("label", program.options.text("label", ""));
        program.line.put("workload", name);
        program.line.put("serializer", program.options.format().wireName());
        if (name.equals("hold")) {
            program.hold();
        } else {
            program.run(program.workload(name));
        }
        program.measurement.addTo(program.line);
        System.out.println(new ObjectMapper().writeValueAsString(program.line));
        System.exit(program.measurement.isClean() ? 0 : 1);
    }

    private Workload workload(String name) {
        return switch (name) {
            case "rpc" -> new RpcWorkload(options, sessions, measurement);
            case "pubsub-1to1" -> new PubSubWorkload(options, sessions, measurement, false);
            case "fanout" -> new PubSubWorkload(options, sessions, measurement, true);
            case "prefix-wildcard" -> new PatternWorkload(options, sessions, measurement);
            case "flood" -> new FloodWorkload(options, sessions, measurement);
            case "connect" -> new ConnectWorkload(options, sessions, measurement);
            default -> throw new IllegalArgumentException("no workload " + name);
        };
    }

    private void run(Workload workload) throws IOException {
        workload.setUp();
        workload.start();
        loop.runUntil(() -> false, options.number("warmup", 3) * 1000L);
        double cpuBefore = router.cpuSeconds();
        long wireBefore = loop.wireBytes();
        long start = System.nanoTime();
        measurement.measure(true);
        loop.runUntil(() -> false, options.number("seconds", 5) * 1000L);
        measurement.measure(false);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuSeconds = router.cpuSeconds() - cpuBefore;
        long wireBytes = loop.wireBytes() - wireBefore;
        workload.stop();
        loop.runUntil(() -> workload.outstanding() == 0, DRAIN_MILLIS);
        measurement.lost += workload.outstanding();
        line.put("per_s", Math.round(measurement.operations() / seconds));
        if (measurement.operations() > 0) {
            line.put("wire_bytes_per_op", wireBytes / measurement.operations());
        }
        if (router.isKnown() && measurement.operations() > 0) {
            line.put("router_us_per_op", Math.round(cpuSeconds * 1e8 / measurement.operations()) / 100.0);
            line.put("router_cpu", Math.round(cpuSeconds * 100 / seconds) / 100.0);
        }
    }

    private void hold() throws IOException {
        sessions.open(options.connections(), (index, message) -> measurement.error("unexpected " + message.type()));
        System.out.println("holding " + options.connections() + " with " + measurement.errors() + " errors");
        // The loop answers pings of the router meanwhile.
        loop.runUntil(() -> measurement.errors() > 0, Integer.MAX_VALUE);
    }
}
