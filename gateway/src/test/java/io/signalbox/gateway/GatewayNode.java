package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A node in this process, on a free port, with the paths of a test. */
final class GatewayNode implements AutoCloseable {
    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router", "transports": [
              {"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"%s}, "paths": {%s}}]}]}
            """;

    private final Node node;
    private final URI uri;

    private GatewayNode(Node node) {
        this.node = node;
        uri = URI.create(node.addresses().get(0));
    }

    /** @param paths the members of {@code paths} */
    static GatewayNode start(Path directory, String paths) throws IOException {
        return start(directory, "", paths);
    }

    /** @param endpoint further members of the endpoint, with a leading comma */
    static GatewayNode start(Path directory, String endpoint, String paths) throws IOException {
        return startWith(directory, CONFIG.formatted(endpoint, paths), Map.of());
    }

    static GatewayNode startWith(Path directory, String config, Map<String, String> environment) throws IOException {
        CheckedConfig<NodeConfig> checked = load(directory, config, environment);
        assertThat(checked.problems()).isEmpty();
        Node node = new NodeAssembly("Signalbox-test", environment)
                .assemble(checked.config().orElseThrow());
        node.start();
        return new GatewayNode(node);
    }

    static CheckedConfig<NodeConfig> load(Path directory, String config, Map<String, String> environment)
            throws IOException {
        Path file = directory.resolve("node.json");
        Files.writeString(file, config);
        return new ConfigLoader(environment).load(file, NodeConfig.class);
    }

    /** Returns a configuration with these paths. */
    static String config(String paths) {
        return CONFIG.formatted("", paths);
    }

    URI uri(String path) {
        return uri.resolve(path);
    }

    /** An open WebSocket. */
    RawPeer open(String path) throws IOException {
        RawPeer peer = RawPeer.dial(uri);
        String answer = peer.request(path);
        assertThat(answer).startsWith("HTTP/1.1 101");
        return peer;
    }

    /** The answer to a handshake with these headers. */
    String request(String path, String... headers) throws IOException {
        try (RawPeer peer = RawPeer.dial(uri)) {
            return peer.request(path, headers);
        }
    }

    boolean stop() {
        return node.stop();
    }

    @Override
    public void close() {
        node.stop();
    }
}
