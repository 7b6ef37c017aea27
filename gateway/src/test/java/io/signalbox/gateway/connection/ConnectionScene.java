package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.CallResult;
import io.signalbox.client.Invocation;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.transport.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A node with connections, and a client in the realm of their hooks. */
public final class ConnectionScene implements AutoCloseable {
    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [
                  {"uri": "", "match": "prefix",
                   "allow": {"call": true, "register": true, "publish": true, "subscribe": true}},
                  {"uri": "denied.", "match": "prefix", "allow": {"subscribe": false}},
                  {"uri": "signalbox.", "match": "prefix", "allow": {"call": true}},
                  {"uri": "wamp.", "match": "prefix", "allow": {"call": true}}]},
                {"name": "bridge", "allow-by-default": true}]%s}],
              "connections": [%s],
              "transports": [{"type": "websocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                "auth": {"anonymous": {"type": "static", "role": "anonymous"}}}]}]}
            """;

    private final Node node;
    private final WampClient client;
    private final BlockingQueue<ObjectNode> hooks = new LinkedBlockingQueue<>();

    private ConnectionScene(Node node) {
        this.node = node;
        client = WampClient.builder(url(), "realm1").build();
        client.connect();
    }

    /** Starts a node with these elements of {@code connections}. */
    public static ConnectionScene start(Path directory, String... connections) throws IOException {
        return startManaged(directory, "", connections);
    }

    /** @param ofRealm further members of the realm, with a leading comma */
    public static ConnectionScene startManaged(Path directory, String ofRealm, String... connections)
            throws IOException {
        CheckedConfig<NodeConfig> checked = load(directory, CONFIG.formatted(ofRealm, String.join(", ", connections)));
        assertThat(checked.problems()).filteredOn(problem -> problem.isError()).isEmpty();
        Node node = new NodeAssembly("Signalbox-test", Map.of())
                .assemble(checked.config().orElseThrow());
        node.start();
        return new ConnectionScene(node);
    }

    private static CheckedConfig<NodeConfig> load(Path directory, String config) throws IOException {
        Path file = directory.resolve("node.json");
        Files.writeString(file, config);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return new ConfigLoader(Map.of()).load(file, NodeConfig.class);
    }

    /** Returns the problems of a configuration with these connections. */
    public static List<String> problems(Path directory, String... connections) throws IOException {
        return load(directory, CONFIG.formatted("", String.join(", ", connections))).problems().stream()
                .map(problem -> problem.jsonPath() + ": " + problem.text() + " - " + problem.remedy())
                .toList();
    }

    /** Returns an element of {@code connections} with further members, each with a leading comma. */
    public static String item(String id, String url, String... members) {
        return "{\"id\": \"" + id
                + "\", \"type\": \"websocket.connection\", \"realm\": \"realm1\", \"role\": \"bridge\","
                + " \"url\": \"" + url + "\"" + String.join("", members) + "}";
    }

    /** Returns the member {@code hooks} with one procedure for all of them. */
    public static String allHooks() {
        String hook = "{\"procedure\": \"app.hook\"}";
        return ", \"hooks\": {\"on_connect\": " + hook + ", \"on_message\": " + hook + ", \"on_close\": " + hook
                + ", \"on_closed_locally\": " + hook + "}";
    }

    public String url() {
        return node.addresses().get(0);
    }

    public WampSession session() {
        return client.session();
    }

    /** Another client in the realm. */
    public record Guest(WampClient client) implements AutoCloseable {
        WampSession session() {
            return client.session();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    public Guest guest() {
        WampClient guest = WampClient.builder(url(), "realm1").build();
        guest.connect();
        return new Guest(guest);
    }

    /** Registers the procedure {@code app.hook}, whose calls {@link #hook} returns. */
    public ConnectionScene hooked() {
        session().register("app.hook", this::hooked);
        return this;
    }

    private Object hooked(Invocation call) {
        hooks.add((ObjectNode) call.kwargs());
        return null;
    }

    /** The keyword arguments of the next call of the hook. */
    public ObjectNode hook() throws InterruptedException {
        ObjectNode next = hooks.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("the next call of the hook").isNotNull();
        return next;
    }

    /** Whether a call of the hook has come that no test has taken. */
    public boolean hasHook() {
        return !hooks.isEmpty();
    }

    /** Waits until the connection offers a procedure. */
    public void awaitProcedure(String uri) {
        Patience.await().until(() -> offers(uri));
    }

    /** Waits until the connection has subscribed to a topic. */
    public void awaitTopic(String uri) {
        Patience.await().until(() -> has("wamp.subscription.lookup", uri));
    }

    /** Waits until a session has subscribed to a topic, or to a pattern that matches it. */
    public void awaitMatch(String topic) {
        Patience.await()
                .until(() -> session()
                                .call("wamp.subscription.match", topic)
                                .args()
                                .path(0)
                                .size()
                        > 0);
    }

    /** Ends the sessions of all other clients. */
    public void killOthers() {
        session().call("wamp.session.kill_all");
    }

    /** Whether a session offers a procedure. */
    public boolean offers(String uri) {
        return has("wamp.registration.match", uri);
    }

    private boolean has(String lookup, String uri) {
        return session().call(lookup, uri).args().path(0).isNumber();
    }

    /** Calls a procedure of a connection that is open, or that opens soon. */
    public CallResult send(Object message) {
        awaitProcedure("ws.feed.send");
        Patience.await().until(() -> counter("outgoingOpened") > 0);
        return session().call("ws.feed.send", message);
    }

    public long counter(String name) {
        return session()
                .call("signalbox.node.counters")
                .args()
                .path(0)
                .path("gateway")
                .path(name)
                .asLong();
    }

    public boolean stop() {
        return node.stop();
    }

    @Override
    public void close() {
        client.close();
        node.stop();
    }
}
