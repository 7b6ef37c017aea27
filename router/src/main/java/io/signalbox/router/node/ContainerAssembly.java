package io.signalbox.router.node;

import io.signalbox.client.WampClientBuilder;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.protocol.codec.Serializers;
import io.signalbox.router.component.ComponentSettings;
import io.signalbox.router.component.HostedComponent;
import io.signalbox.router.connecting.ConnectingClients;
import io.signalbox.router.container.ContainedComponent;
import io.signalbox.router.container.Container;
import io.signalbox.router.container.LocalContainer;
import io.signalbox.router.process.Program;
import io.signalbox.router.session.Timers;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.DeflateMemory;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Factory of containers: of their components, and of the program that is their JVM. Stateless. */
final class ContainerAssembly {
    /** Time from SIGTERM to SIGKILL, unless the node stops. */
    static final long STOP_MILLIS = 10_000;

    private ContainerAssembly() {}

    /** Returns the components of a container, each with a client of its own. */
    static Container container(
            NodeConfig.ContainerWorker worker, ConnectingClients clients, Timers timers, RandomGenerator random) {
        List<ContainedComponent> components = new ArrayList<>();
        for (ContainerConfig.Component item : worker.components()) {
            components.add(new ContainedComponent(
                    item.component().id(),
                    () -> new HostedComponent(item.component(), () -> client(item, clients), timers),
                    worker.options().restart(),
                    timers,
                    random));
        }
        return new Container(worker.id(), worker.options().shutdown(), components);
    }

    private static WampClientBuilder client(ContainerConfig.Component item, ConnectingClients clients)
            throws InvalidAuth {
        ComponentSettings settings = item.component();
        try {
            return clients.client(settings.id(), item.transport(), settings.realm());
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof InvalidAuth invalid) {
                throw invalid;
            }
            throw e;
        }
    }

    /** Returns the clients of a container with a JVM of its own. */
    static ConnectingClients clients(NodeConfig.ContainerWorker worker, NodeThreads threads) {
        TransportCounters counters = new TransportCounters();
        Serializers serializers = new Serializers();
        AssemblyBudget assembly = AssemblyBudget.ofHeap();
        OutboundBudget outbound = OutboundBudget.ofHeap(threads.workers());
        return new ConnectingClients(
                worker.id(),
                acceptor ->
                        new ConnectionResources(serializers, acceptor, counters, assembly, outbound, threads.codecs()),
                DeflateMemory.ofHeap(counters));
    }

    /**
     * Returns a container inside the node.
     *
     * @param connecting makes clients, by the name of their threads
     */
    static LocalContainer local(
            NodeConfig.ContainerWorker worker,
            Function<String, ConnectingClients> connecting,
            Timers timers,
            RandomGenerator random) {
        return new LocalContainer(() -> {
            ConnectingClients clients = connecting.apply(worker.id());
            return new LocalContainer.Assembled(container(worker, clients, timers, random), clients::close);
        });
    }

    /**
     * Returns the program of a container: the {@code java} of the node, with the class path of the node and without its archive of
     * classes.
     *
     * @param environment the whole environment
     */
    static Program program(NodeConfig.ContainerWorker worker, Map<String, String> environment) {
        List<String> arguments = new ArrayList<>();
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        arguments.add("-D" + LogConfiguration.MARKED + "=true");
        arguments.addAll(worker.options().jvm());
        arguments.addAll(List.of("-cp", classPath(), ContainerMain.class.getName()));
        return new Program(
                worker.id(),
                Program.Kind.CONTAINER,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                arguments,
                worker.item().directory(),
                environment,
                new Program.Streams(
                        ContainerDocument.line(LogConfiguration.level(), worker.item()),
                        false,
                        Program.Output.LOG,
                        Program.Output.LOG),
                STOP_MILLIS);
    }

    /** The container has another working directory than the node. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
