package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionErrors;
import io.signalbox.gateway.connection.ConnectionItem;
import io.signalbox.gateway.connection.NamedConnection;
import io.signalbox.gateway.connection.RealmConnections;
import io.signalbox.gateway.connection.RealmConnections.Entry;
import io.signalbox.gateway.connection.RealmConnections.Source;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.router.extension.ManagementCall;
import io.signalbox.router.extension.ManagementProcedure;
import io.signalbox.router.schema.SchemaDocument;
import io.signalbox.transport.LogEpisode;
import java.net.InetAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Procedures {@code signalbox.connection.*} of one realm: sessions list, create, change, start and stop the outgoing connections of the
 * realm. Connections of the configuration are started and stopped only.
 *
 * <p>Thread-safe. No method blocks for longer than a lookup in the connections takes.
 */
public final class ConnectionManagement {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionManagement.class);
    private static final String PREFIX = "signalbox.connection.";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NORMAL = 1000;

    private final String fileKey;
    private final ManagementItem.ConnectionRules rules;
    private final Targets targets;
    private final Definitions definitions;
    private final RealmConnections connections;
    private final ConnectionSource source;
    private final ConnectionsFile file;
    private final LogEpisode refusedAddresses = new LogEpisode(System::nanoTime);
    private final AtomicInteger numbers = new AtomicInteger();

    /** Ends when the node has started. Connections that a component creates before connect then. */
    private final CompletableFuture<Void> started = new CompletableFuture<>();

    /** Items of the configuration, by id. */
    private final Map<String, ObjectNode> configured;

    /** By id. Guarded by this. */
    private final Map<String, ObjectNode> created = new LinkedHashMap<>();

    /** Connections that are being closed, by id. A new connection with the same id waits. */
    private final Map<String, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

    /** Number of the deleted connections that are not closed yet: they still have their sockets and sessions. */
    private final AtomicInteger unclosed = new AtomicInteger();

    /** Maker of connections. */
    public interface ConnectionSource {
        /** @param permitted the addresses that the connection may connect to */
        NamedConnection of(ConnectionItem item, Predicate<InetAddress> permitted);
    }

    /**
     * @param fileKey the name of the realm in the file
     * @param connections the connections of the realm
     * @param configured the items of the configuration for the realm, by id
     */
    public ConnectionManagement(
            String fileKey,
            String realm,
            ManagementItem.ConnectionRules rules,
            RealmConnections connections,
            Map<String, ObjectNode> configured,
            ConnectionSource source,
            ConnectionsFile file) {
        this.fileKey = fileKey;
        this.rules = rules;
        this.connections = connections;
        this.configured = Map.copyOf(configured);
        this.source = source;
        this.file = file;
        targets = new Targets(rules.targets());
        definitions = new Definitions(SchemaDocument.packed(), realm, rules, targets);
    }

    /** Returns the procedures by their URIs. */
    public Map<String, ManagementProcedure> procedures() {
        Map<String, ManagementProcedure> procedures = new LinkedHashMap<>();
        procedures.put(PREFIX + "list", call -> done(list()));
        procedures.put(PREFIX + "get", call -> done(get(named(call))));
        procedures.put(PREFIX + "create", call -> create(definition(call, 0, "definition")));
        procedures.put(PREFIX + "update", call -> update(created(call), definition(call, 1, "patch")));
        procedures.put(PREFIX + "delete", call -> delete(created(call)));
        procedures.put(PREFIX + "start", call -> start(named(call)));
        procedures.put(PREFIX + "stop", call -> stop(named(call)));
        return procedures;
    }

    /** Opens the connections of the file. A definition that the realm does not permit any more stays in the file. */
    public synchronized void open() {
        started.complete(null);
        for (ObjectNode definition : file.definitions(fileKey)) {
            String id = definition.path("id").textValue();
            try {
                NamedConnection connection = connection(definitions.item(definition));
                connections.add(connection, Source.RUNTIME);
                created.put(id, definition);
                connection.open();
            } catch (WampException e) {
                LOG.error("connection={} of realm={} is not opened: {}", id, fileKey, e.getMessage());
            }
        }
    }

    private NamedConnection connection(ConnectionItem item) {
        // The URL may change while the connection exists.
        NamedConnection[] made = new NamedConnection[1];
        made[0] = source.of(item, address -> isPermitted(made[0].item(), address));
        return made[0];
    }

    private boolean isPermitted(ConnectionItem item, InetAddress address) {
        boolean isPermitted = targets.permits(URI.create(item.url()), address);
        if (!isPermitted) {
            // Sessions do not get to know the addresses that the name service of this machine returns.
            refusedAddresses
                    .next()
                    .ifPresent(unlogged -> LOG.warn(
                            "connection={} realm={} is not connected to address={}, which is one of this machine or of a"
                                    + " private network; add the address to 'management.connections.targets' to permit"
                                    + " the connection ({} more since the last line)",
                            item.id(),
                            fileKey,
                            address.getHostAddress(),
                            unlogged));
        }
        return isPermitted;
    }

    private List<Map<String, Object>> list() {
        return connections.all().stream().map(ConnectionManagement::status).toList();
    }

    private static Map<String, Object> status(Entry entry) {
        NamedConnection connection = entry.connection();
        return connection
                .status()
                .asMap(connection.item(), entry.source().name().toLowerCase(Locale.ROOT));
    }

    private synchronized Map<String, Object> get(Entry entry) {
        ConnectionItem item = entry.connection().item();
        JsonNode definition =
                SecretMask.masked((entry.source() == Source.CONFIG ? configured : created).get(item.id()));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("definition", dictionary(definition));
        answer.put("status", status(entry));
        return answer;
    }

    /** Returns a tree as a value that a message carries: a tree of the configuration has decimal numbers, which WAMP lacks. */
    private static Map<String, Object> dictionary(JsonNode tree) {
        try {
            return JSON.readerForMapOf(Object.class).readValue(tree.toString());
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private synchronized CompletionStage<Object> create(ObjectNode given) {
        if (connections.count(Source.RUNTIME) + unclosed.get() >= rules.max()) {
            throw new WampException(
                    ErrorUri.LIMIT_EXCEEDED,
                    "the realm has " + rules.max() + " connections, as many as 'management.connections.max' permits;"
                            + " deleted connections count until they are closed");
        }
        ObjectNode definition = given.deepCopy();
        if (!definition.has("id")) {
            definition.put("id", freeId());
        }
        NamedConnection connection = connection(definitions.item(definition));
        String id = connection.item().id();
        connections.add(connection, Source.RUNTIME);
        created.put(id, definition);
        LOG.info("connection={} url={} is created", id, connection.item().shownUrl());
        closing.getOrDefault(id, started)
                .thenCombine(started, (ended, ready) -> ready)
                .thenRun(connection::open);
        return saved(file.put(fileKey, definition), Map.of("id", id));
    }

    private String freeId() {
        String id;
        do {
            id = String.format("connection%03d", numbers.incrementAndGet());
        } while (connections.find(id).isPresent());
        return id;
    }

    private synchronized CompletionStage<Object> update(Entry entry, ObjectNode patch) {
        ConnectionItem before = entry.connection().item();
        ObjectNode definition = Definitions.patched(created.get(before.id()), patch);
        if (!definition.path("id").asText().equals(before.id())) {
            throw new WampException(
                    ConnectionErrors.INVALID_DEFINITION, "$.id: the id cannot be changed - create another connection");
        }
        ConnectionItem item = definitions.item(definition);
        KeptSecrets.check(created.get(before.id()), patch, definition);
        connections.checkName(item.id(), item.label());
        created.put(item.id(), definition);
        entry.connection().change(item);
        LOG.info("connection={} is changed", item.id());
        return saved(file.put(fileKey, definition), Map.of("id", item.id()));
    }

    private synchronized CompletionStage<Object> delete(Entry entry) {
        String id = entry.connection().item().id();
        connections.remove(id);
        created.remove(id);
        LOG.info("connection={} is deleted", id);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        closing.put(id, closed);
        unclosed.incrementAndGet();
        Thread.ofVirtual().name("connection-close").start(() -> {
            try {
                entry.connection().close(NORMAL, "");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                closing.remove(id, closed);
                unclosed.decrementAndGet();
                closed.complete(null);
            }
        });
        CompletableFuture<Void> gone = closed.thenCombine(file.remove(fileKey, id), (ended, removed) -> null);
        return saved(gone, null);
    }

    private static CompletionStage<Object> start(Entry entry) {
        entry.connection().start();
        return done(null);
    }

    private static CompletionStage<Object> stop(Entry entry) {
        entry.connection().stop(NORMAL, "");
        return done(null);
    }

    private static CompletionStage<Object> done(Object result) {
        return CompletableFuture.completedFuture(result);
    }

    private static CompletionStage<Object> saved(CompletableFuture<Void> written, Object result) {
        return written.handle((nothing, failure) -> {
            if (failure != null) {
                throw new WampException(
                        "signalbox.error.internal_error",
                        "the change is in effect, but could not be saved: a restart of the node undoes it");
            }
            return result;
        });
    }

    /** Returns the connection that a call names by id or name. */
    private Entry named(ManagementCall call) {
        Object name = call.argument(0, "id");
        if (!(name instanceof String idOrName)) {
            throw invalid("the connection is missing: its id or name is the first argument");
        }
        Optional<Entry> found = connections.find(idOrName);
        return found.orElseThrow(() -> new WampException(
                ConnectionErrors.NO_SUCH_CONNECTION, "the realm has no connection '" + idOrName + "'"));
    }

    private Entry created(ManagementCall call) {
        Entry entry = named(call);
        if (entry.source() == Source.CONFIG) {
            throw new WampException(
                    ConnectionErrors.READ_ONLY, "the connection is an item of the configuration: change the file");
        }
        return entry;
    }

    private static ObjectNode definition(ManagementCall call, int position, String name) {
        if (call.argument(position, name) instanceof Map<?, ?> map) {
            return JSON.convertValue(map, ObjectNode.class);
        }
        throw invalid("the " + name + " is missing: it is a dictionary");
    }

    private static WampException invalid(String text) {
        return new WampException("wamp.error.invalid_argument", text);
    }
}
