package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.Invocation;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampSession;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A node with mediations, and a session that has their procedures. */
final class MediatedNode implements AutoCloseable {
    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [
                  {"uri": "", "match": "prefix", "allow": {"call": true, "register": true, "publish": true, "subscribe": true}},
                  {"uri": "signalbox.", "match": "prefix", "allow": {"call": true}}]},
                {"name": "esb", "permissions": [
                  {"uri": "esb.", "match": "prefix", "allow": {"call": true, "publish": true, "subscribe": true}}]}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"%s},
                "paths": {"ws": {"type": "websocket"}%s}}]}]}
            """;

    private final GatewayNode node;
    private final WampClient client;
    private final WampSession session;

    private MediatedNode(GatewayNode node) {
        this.node = node;
        client = WampClient.builder(node.uri("/ws").toString(), "realm1").build();
        session = client.connect();
    }

    /** Starts a node with one mediation at {@code /chat}. */
    static MediatedNode start(Path directory, String... members) throws IOException {
        return startPaths(directory, ", \"chat\": " + item(members));
    }

    /** Starts a node with one mediation at {@code /chat} in front of a backend. */
    static MediatedNode start(Path directory, ScriptedBackend server, String... members) throws IOException {
        return startPaths(
                directory,
                ", \"chat\": "
                        + item(Stream.concat(Stream.of(backend(server)), Stream.of(members))
                                .toArray(String[]::new)));
    }

    /** @param paths further paths, with a leading comma */
    static MediatedNode startPaths(Path directory, String paths) throws IOException {
        return new MediatedNode(GatewayNode.startWith(directory, CONFIG.formatted("", paths), Map.of()));
    }

    static String item(String... members) {
        String item = "{\"type\": \"websocket-mediation\", \"realm\": \"realm1\", \"role\": \"esb\"";
        return item + (members.length == 0 ? "" : ", " + String.join(", ", members)) + "}";
    }

    static String backend(ScriptedBackend server) {
        return "\"backend\": {\"url\": \"ws://127.0.0.1:" + server.port() + "/websocket\"}";
    }

    static String config(String paths) {
        return CONFIG.formatted("", paths);
    }

    GatewayNode node() {
        return node;
    }

    WampSession session() {
        return session;
    }

    /** Registers a procedure that answers with nothing and records its calls. */
    BlockingQueue<Invocation> record(String procedure) {
        BlockingQueue<Invocation> calls = new LinkedBlockingQueue<>();
        session.register(procedure, invocation -> {
            calls.add(invocation);
            return null;
        });
        return calls;
    }

    /** The next call, or event. */
    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    /** The next call about something. */
    static Invocation next(BlockingQueue<Invocation> calls, String type) throws InterruptedException {
        Invocation call = next(calls);
        while (!call.kwarg("type", String.class).equals(type)) {
            call = next(calls);
        }
        return call;
    }

    long counter(String name) {
        JsonNode counters = session.call("signalbox.node.counters").args().path(0);
        JsonNode value = counters.path("gateway").path(name);
        assertThat(value.isNumber()).as(counters.toString()).isTrue();
        return value.asLong();
    }

    /** Connects a client to {@code /chat} with a backend. */
    RelayedPair pair(ScriptedBackend server) throws IOException {
        return pair(server, "/chat");
    }

    RelayedPair pair(ScriptedBackend server, String path) throws IOException {
        RawPeer peer = node.open(path);
        RawPeer backend = server.accept().welcome();
        // The node answers when the backend is connected, up to which a client that closes ends the attempt.
        backend.send(RawPeer.PING, true, new byte[0]);
        assertThat(backend.read().opCode()).isEqualTo(RawPeer.PONG);
        return new RelayedPair(peer, backend);
    }

    @Override
    public void close() {
        client.close();
        node.close();
    }
}
