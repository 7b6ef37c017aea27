package io.signalbox.gateway.connection;

import io.signalbox.client.WampException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections of one realm, by id and by name. Thread-safe. */
public final class RealmConnections {

    /** Origin of a connection. */
    public enum Source {
        /** The configuration, whose items no call changes. */
        CONFIG,
        /** A call of {@code signalbox.connection.create}. */
        RUNTIME
    }

    /** Connection with its origin. */
    public record Entry(NamedConnection connection, Source source) {}

    /** By id. Guarded by this. */
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * Adds a connection.
     *
     * @throws WampException {@code signalbox.error.connection_exists} if its id or name stands for another connection
     */
    public synchronized void add(NamedConnection connection, Source source) {
        ConnectionItem item = connection.item();
        if (find(item.id()).isPresent()) {
            throw taken(item.id());
        }
        checkName(item.id(), item.label());
        entries.put(item.id(), new Entry(connection, source));
    }

    /**
     * Checks that the name of a connection is that of no other one.
     *
     * @throws WampException {@code signalbox.error.connection_exists} otherwise
     */
    public synchronized void checkName(String id, String name) {
        if (find(name)
                .filter(other -> !other.connection().item().id().equals(id))
                .isPresent()) {
            throw taken(name);
        }
    }

    private static WampException taken(String name) {
        return new WampException(
                ConnectionErrors.EXISTS, "there is a connection with the id or the name '" + name + "'");
    }

    /** Returns the connection with an id, or else with a name. */
    public synchronized Optional<Entry> find(String idOrName) {
        Entry byId = entries.get(idOrName);
        return byId != null
                ? Optional.of(byId)
                : entries.values().stream()
                        .filter(entry -> entry.connection().item().label().equals(idOrName))
                        .findFirst();
    }

    /** Removes a connection. Returns whether it was there. */
    public synchronized boolean remove(String id) {
        return entries.remove(id) != null;
    }

    /** Returns all connections, in the order of their creation. */
    public synchronized List<Entry> all() {
        return List.copyOf(entries.values());
    }

    /** Returns the number of connections of an origin. */
    public synchronized int count(Source source) {
        return (int) entries.values().stream()
                .filter(entry -> entry.source() == source)
                .count();
    }
}
