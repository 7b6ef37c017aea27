package io.signalbox.router.link;

import static io.signalbox.router.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Node with one realm, links, and clients. A link logs in as {@code link}; clients are anonymous. */
public final class LinkedNode implements AutoCloseable {
    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "%s"}, "workers": [{"type": "router",
              "realms": [{"name": "realm1",
                "options": {"enable_meta_api": %s},
                "roles": [
                  {"name": "anonymous", "permissions": [
                    {"uri": "*", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}},
                    {"uri": "signalbox.*", "allow": {"call": true}}]},
                  {"name": "user", "permissions": [
                    {"uri": "*", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]},
                  {"name": "link", "link": true, "permissions": [
                    {"uri": "*", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]}],
                "rlinks": [%s]}],
              "transports": [
                {"type": "websocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, "auth": %s},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "interface": "127.0.0.1", "port": 0}, "auth": %s}]}]}
            """;
    private static final String AUTH =
            """
            {"anonymous": {"type": "static"},
             "ticket": {"type": "static", "principals": {
               "link": {"ticket": "secret", "role": "%1$s"}, "other_link": {"ticket": "secret", "role": "%1$s"},
               "joe": {"ticket": "secret", "role": "user"}, "ann": {"ticket": "secret", "role": "user"}}}}""";

    private final Node node;
    private final String id;
    private final List<WampClient> clients = new ArrayList<>();

    private LinkedNode(String id, Node node) {
        this.id = id;
        this.node = node;
    }

    static LinkedNode start(Path directory, String id, String... links) throws IOException {
        return start(directory, id, "link", true, links);
    }

    /** @param role the role of links that log in at this node */
    static LinkedNode start(Path directory, String id, String role, boolean hasMetaApi, String... links)
            throws IOException {
        Path file = Files.writeString(directory.resolve(id + ".json"), config(id, role, hasMetaApi, links));
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of()).load(file, NodeConfig.class);
        assertThat(checked.config()).as("%s", checked.problems()).isPresent();
        Node node = new NodeAssembly("test").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
        node.startWorkers();
        return new LinkedNode(id, node);
    }

    /** Returns the configuration of a node. */
    public static String config(String id, String role, boolean hasMetaApi, String... links) {
        String auth = AUTH.formatted(role);
        return CONFIG.formatted(id, hasMetaApi, String.join(", ", links), auth, auth);
    }

    /** Returns a link over WebSocket with further keys, such as {@code , "max_hops": 1}. */
    public static String link(String id, int port, String more) {
        return link(id, "websocket", port, "", more);
    }

    /** @param ofTransport further keys of the transport */
    static String link(String id, String type, int port, String ofTransport, String more) {
        return """
                {"id": "%s", "realm": "realm1", "role": "link", "transport": {"type": "%s",
                  "endpoint": {"type": "tcp", "host": "127.0.0.1", "port": %d},
                  "auth": {"ticket": {"authid": "link", "ticket": "secret"}},
                  "reconnect": {"initial_delay": 20, "max_delay": 100}%s}%s}"""
                .formatted(id, type, port, ofTransport, more);
    }

    int webSocketPort() {
        return port(0);
    }

    int rawSocketPort() {
        return port(1);
    }

    private int port(int transport) {
        return URI.create(node.addresses().get(transport)).getPort();
    }

    String id() {
        return id;
    }

    /** Returns the session of a new client. */
    WampSession session() {
        return connect(WampClient.builder(node.addresses().getFirst(), "realm1").build());
    }

    /** Returns the session of a new client that logs in. */
    WampSession session(String authid) {
        return connect(WampClient.builder(node.addresses().getFirst(), "realm1")
                .authentication(io.signalbox.client.auth.Authentication.ticket(authid, "secret"))
                .build());
    }

    private WampSession connect(WampClient client) {
        clients.add(client);
        return client.connect();
    }

    /** Closes the client of a session. */
    void leave(WampSession session) {
        clients.stream().filter(client -> client.session() == session).forEach(WampClient::close);
    }

    /** Returns the status of a link. */
    JsonNode status(WampSession session, String link) {
        for (JsonNode status : session.call("signalbox.link.list").args().path(0)) {
            if (status.path("id").asText().equals(link)) {
                return status;
            }
        }
        throw new AssertionError("no link " + link);
    }

    void awaitState(WampSession session, String link, String state) {
        await().until(() -> status(session, link).path("state").asText().equals(state));
    }

    /** Waits for a registration, of this node or of a link. */
    static void awaitProcedure(WampSession session, String procedure) {
        await().until(() -> !session.call("wamp.registration.match", procedure)
                .args()
                .path(0)
                .isNull());
    }

    static void awaitNoProcedure(WampSession session, String procedure) {
        await().until(() -> session.call("wamp.registration.match", procedure)
                .args()
                .path(0)
                .isNull());
    }

    /** Waits for a number of sessions that have subscribed to a topic, links included. */
    static void awaitSubscribers(WampSession session, String topic, int count) {
        await().until(() -> subscribers(session, topic) == count);
    }

    private static int subscribers(WampSession session, String topic) {
        int count = 0;
        for (JsonNode subscription :
                session.call("wamp.subscription.match", topic).args().path(0)) {
            count += subscribersOf(session, subscription.asLong());
        }
        return count;
    }

    /** A subscription may be gone since the session was told its id. */
    private static int subscribersOf(WampSession session, long subscription) {
        try {
            return session.call("wamp.subscription.count_subscribers", subscription)
                    .args()
                    .path(0)
                    .asInt();
        } catch (WampException failure) {
            assertThat(failure.uri()).isEqualTo("wamp.error.no_such_subscription");
            return 0;
        }
    }

    @Override
    public void close() {
        clients.forEach(WampClient::close);
        assertThat(node.stop()).isTrue();
    }
}
