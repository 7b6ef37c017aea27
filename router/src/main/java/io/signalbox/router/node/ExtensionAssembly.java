package io.signalbox.router.node;

import io.signalbox.router.extension.ConnectedWorker;
import io.signalbox.router.extension.ExtendedNode;
import io.signalbox.router.extension.NodeExtension;
import io.signalbox.router.extension.NodeExtensions;
import io.signalbox.router.extension.RunningExtension;
import io.signalbox.router.extension.ServicePlace;
import io.signalbox.router.meta.CounterGroups;
import io.signalbox.router.node.TransportConfig.ExtensionPathService;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.websocket.DeflateMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Factory of the services of extensions. An extension without an item is not loaded. */
final class ExtensionAssembly {
    /** The only type of connection in the schema. */
    private static final String CONNECTION = "websocket.connection";

    private final ExtendedNode node;
    private final NodeExtensions extensions = new NodeExtensions();
    private final Map<NodeExtension, RunningExtension> running = new LinkedHashMap<>();

    ExtensionAssembly(ExtendedNode node) {
        this.node = node;
    }

    /** Returns what the node and its extensions charge messages to that have arrived in part. */
    AssemblyBudget assembly() {
        return node.assembly();
    }

    /** Returns the limit of the memory of compressed connections, with the counters of all transports of the node. */
    DeflateMemory compression() {
        return node.compression();
    }

    HostPath path(ServicePlace place, ExtensionPathService service) {
        NodeExtension extension = extensions
                .ofPathService(service.type())
                .orElseThrow(() -> new IllegalStateException("no extension for the type " + service.type()));
        return running(extension).path(service.type(), place, service.item());
    }

    /** Adds the connections of a worker, which all belong to one extension. */
    void connect(ConnectedWorker worker) {
        NodeExtension extension = extensions
                .ofConnection(CONNECTION)
                .orElseThrow(() -> new IllegalStateException("no extension for the type " + CONNECTION));
        running(extension).connect(worker);
    }

    private RunningExtension running(NodeExtension extension) {
        return running.computeIfAbsent(extension, one -> one.assemble(node));
    }

    /** Returns the extensions that have an item, in the order of their first items. */
    List<RunningExtension> running() {
        return List.copyOf(running.values());
    }

    void addTo(CounterGroups groups) {
        running.values().forEach(extension -> groups.add(extension.name(), extension::counters));
    }
}
