package io.signalbox.router.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.router.connecting.ConnectingClients;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.process.Program;
import io.signalbox.router.process.ShutdownTrigger;
import io.signalbox.router.process.Supervisor;
import io.signalbox.router.session.Timers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Factory of the supervisor of a node, with its containers and guests. */
final class SupervisedAssembly {
    /** Without it, Python programs keep their output until a buffer is full. */
    private static final Map.Entry<String, String> UNBUFFERED = Map.entry("PYTHONUNBUFFERED", "1");

    private final Map<String, String> environment;
    private final Function<String, ConnectingClients> clients;
    private final Timers timers;
    private final RandomGenerator random;
    private final Supervisor supervisor;

    /**
     * @param environment variables that processes may inherit, by name
     * @param clients makes the clients of a container inside the node
     */
    SupervisedAssembly(
            Map<String, String> environment,
            Function<String, ConnectingClients> clients,
            Timers timers,
            RandomGenerator random,
            NodeConfig.ControllerOptions options) {
        this.environment = environment;
        this.clients = clients;
        this.timers = timers;
        this.random = random;
        Set<ShutdownTrigger> triggers = options.shutdown().stream()
                .map(name -> ShutdownTrigger.valueOf(name.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toUnmodifiableSet());
        this.supervisor = new Supervisor(timers, random, triggers, options.enableParallelWorkerStart());
    }

    /** Adds a container, not started. */
    void add(NodeConfig.ContainerWorker container, CounterGroups counters) {
        ContainerConfig options = container.options();
        if (options.process()) {
            Program program = ContainerAssembly.program(container, environment(options.env()));
            supervisor.add(program, options.restart(), options.output(), Optional.empty());
        } else {
            supervisor.add(
                    container.id(),
                    ContainerAssembly.local(container, clients, timers, random),
                    ContainerAssembly.STOP_MILLIS);
        }
        counters.add("workers", container.id(), () -> supervisor.counters(container.id()));
    }

    /** Adds a guest, not started. */
    void add(NodeConfig.GuestWorker guest, CounterGroups counters) {
        GuestConfig options = guest.options();
        Program program = new Program(
                guest.id(),
                Program.Kind.GUEST,
                guest.executable(),
                guest.arguments(),
                options.workdir(),
                environmentOfGuest(options.env()),
                streams(options),
                options.stopTimeoutMillis());
        supervisor.add(program, options.restart(), options.output(), options.watch());
        counters.add("workers", guest.id(), () -> supervisor.counters(guest.id()));
    }

    /** Returns the supervisor of the workers that have been added. */
    Supervisor supervisor() {
        return supervisor;
    }

    private Map<String, String> environmentOfGuest(GuestConfig.ProcessEnvironment env) {
        Map<String, String> all = environment(env);
        all.putIfAbsent(UNBUFFERED.getKey(), UNBUFFERED.getValue());
        return all;
    }

    private Map<String, String> environment(GuestConfig.ProcessEnvironment env) {
        Map<String, String> all = new TreeMap<>();
        JsonNode inherit = env.inherit();
        environment.forEach((name, value) -> {
            if (inherit.isBoolean() ? inherit.booleanValue() : isListed(name, inherit)) {
                all.put(name, value);
            }
        });
        all.putAll(env.vars());
        return all;
    }

    private static boolean isListed(String name, JsonNode names) {
        for (JsonNode listed : names) {
            if (listed.textValue().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Program.Streams streams(GuestConfig options) {
        byte[] input = new byte[0];
        boolean closes = false;
        if (options.stdin().isPresent()) {
            JsonNode stdin = options.stdin().get();
            closes = stdin.isTextual() || stdin.path("close").booleanValue();
            input = stdin.isTextual() ? input : (stdin.path("value") + "\n").getBytes(StandardCharsets.UTF_8);
        }
        return new Program.Streams(input, closes, options.stdout(), options.stderr());
    }
}
