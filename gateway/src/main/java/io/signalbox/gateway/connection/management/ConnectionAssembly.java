package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.gateway.connection.ConnectionItem;
import io.signalbox.gateway.connection.Connections;
import io.signalbox.gateway.connection.SharedByConnections;
import io.signalbox.router.extension.ConnectedWorker;
import io.signalbox.router.extension.ManagedRealm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Factory of the outgoing connections of a node, and of their management. Thread-safe once the node is assembled. */
public final class ConnectionAssembly {
    private final Connections connections;
    private final ConnectionsFile file;
    private final List<ConnectionManagement> managements = new ArrayList<>();
    private boolean isRead;

    /** @param stateDirectory the folder of the file with connections that were created at run time */
    public ConnectionAssembly(SharedByConnections resources, Path stateDirectory) {
        connections = new Connections(resources);
        file = new ConnectionsFile(stateDirectory);
    }

    /** Adds the connections of a worker, and the procedures of its managed realms. Called before the start. */
    public void add(ConnectedWorker worker) {
        worker.connections()
                .forEach(item -> connections.add(worker.id(), worker.realms(), item.bind(ConnectionItem.class)));
        for (ManagedRealm realm : worker.managed()) {
            if (!isRead) {
                // Before a component of the node can create a connection, because a change writes the whole file.
                file.read();
                isRead = true;
            }
            ConnectionManagement management = new ConnectionManagement(
                    worker.id() + "/" + realm.name(),
                    realm.name(),
                    realm.management().bind(ManagementItem.class).connections(),
                    connections.of(worker.id(), realm.name()),
                    itemsOf(worker, realm.name()),
                    (item, permitted) -> connections.connection(worker.realms(), item, permitted),
                    file);
            realm.registration().accept(management.procedures());
            managements.add(management);
        }
    }

    private static Map<String, ObjectNode> itemsOf(ConnectedWorker worker, String realm) {
        return worker.connections().stream()
                .map(item -> (ObjectNode) item.tree())
                .filter(item -> item.path("realm").asText().equals(realm))
                .collect(Collectors.toMap(item -> item.path("id").asText(), item -> item));
    }

    public Map<String, Long> counters() {
        return connections.counters();
    }

    /** Joins the realms and connects. */
    public void start() {
        connections.start();
        managements.forEach(ConnectionManagement::open);
    }

    /** Closes all connections with 1001. Does not wait. */
    public void shutDown() {
        connections.shutDown();
    }

    /** Leaves the realms. Does not wait. */
    public void leave() {
        connections.leave();
    }

    /** Ends what is left. Idempotent. */
    public void stop() {
        connections.stop();
    }
}
