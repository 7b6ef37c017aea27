package io.signalbox.gateway.connection;

import io.signalbox.gateway.connection.RealmConnections.Entry;
import io.signalbox.gateway.connection.RealmConnections.Source;
import io.signalbox.gateway.outgoing.OutgoingStatus.State;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.local.LocalRealms;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** All outgoing connections of a node. Thread-safe. */
public final class Connections {
    private static final int GOING_AWAY = 1001;

    private final SharedByConnections resources;
    private final Map<Place, RealmConnections> realms = new ConcurrentHashMap<>();

    /** Realm of a worker. Two workers may each have a realm of one name. */
    private record Place(String worker, String realm) {}

    public Connections(SharedByConnections resources) {
        this.resources = resources;
    }

    /** Adds a connection of the configuration, which {@link #start} opens. */
    public void add(String worker, LocalRealms local, ConnectionItem item) {
        of(worker, item.realm()).add(connection(local, item, address -> true), Source.CONFIG);
    }

    /** Returns a connection that belongs to no realm yet. */
    public NamedConnection connection(LocalRealms local, ConnectionItem item, Predicate<InetAddress> permitted) {
        return new NamedConnection(local, item, permitted, resources);
    }

    /** Returns the connections of a realm. */
    public RealmConnections of(String worker, String realm) {
        return realms.computeIfAbsent(new Place(worker, realm), place -> new RealmConnections());
    }

    /** Joins the realms and connects. */
    public void start() {
        all().forEach(entry -> entry.connection().open());
    }

    /** Closes all remote ends with 1001. Does not wait. */
    public void shutDown() {
        all().forEach(entry -> entry.connection().stop(GOING_AWAY, "shutdown"));
    }

    /** Leaves the realms, which no hook is told of any more. Does not wait. Idempotent. */
    public void leave() {
        AllSteps steps = new AllSteps();
        all().forEach(entry -> steps.then(entry.connection()::end));
        steps.rethrow();
    }

    /** Ends what is left. Idempotent. */
    public void stop() {
        new AllSteps().then(this::leave).then(resources.clients()::close).rethrow();
    }

    private Stream<Entry> all() {
        return realms.values().stream().map(RealmConnections::all).flatMap(List::stream);
    }

    /** Returns the current counters, by their names. */
    public Map<String, Long> counters() {
        Map<String, Long> values = new LinkedHashMap<>(resources.counters().values());
        List<Entry> entries = all().toList();
        values.put("connections", (long) entries.size());
        values.put(
                "connectionsOpen",
                entries.stream()
                        .filter(entry -> entry.connection().status().state() == State.OPEN)
                        .count());
        return values;
    }
}
