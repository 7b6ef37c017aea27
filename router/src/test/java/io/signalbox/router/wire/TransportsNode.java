package io.signalbox.router.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.router.TrustedCertificate;
import io.signalbox.router.config.CheckedConfig;
import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.document.ConfigProblem.Severity;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.wire.StreamPeer.Framing;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** Node that serves RawSocket and WebSocket ({@code /ws}) on a universal transport of each kind of socket. */
final class TransportsNode implements AutoCloseable {
    /** Kind of a socket, in the order of the transports in the configuration. */
    enum Kind {
        TCP,
        TLS,
        UNIX
    }

    private final Path directory;
    private final Node node;

    /**
     * Starts a node.
     *
     * @param directory a folder for the files of the node, which gets all files of {@code /tls}
     * @param realms the items of the realms
     * @param tls further members of {@code tls}, each with a comma in front
     * @param auth methods of each transport
     */
    TransportsNode(Path directory, String realms, String tls, Map<Kind, String> auth) throws IOException {
        this.directory = directory;
        for (String name : List.of("node.key", "node.crt", "clients.crt")) {
            try (InputStream in = resource(name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
        String tcp = "{\"type\": \"tcp\", \"interface\": \"127.0.0.1\", \"port\": 0%s}";
        Map<Kind, String> endpoints = Map.of(
                Kind.TCP, tcp.formatted(""),
                Kind.TLS, tcp.formatted(", \"tls\": {\"key\": \"node.key\", \"certificate\": \"node.crt\"" + tls + "}"),
                Kind.UNIX, "{\"type\": \"unix\", \"path\": \"node.sock\"}");
        List<String> transports = List.of(Kind.values()).stream()
                .map(kind ->
                        """
                        {"type": "universal", "endpoint": %1$s, "rawsocket": {"auth": %2$s},
                         "websocket": {"ws": {"type": "websocket", "auth": %2$s}}}"""
                                .formatted(endpoints.get(kind), auth.get(kind)))
                .toList();
        String config = "{\"version\": 2, \"workers\": [{\"type\": \"router\", \"realms\": [" + realms
                + "], \"transports\": [" + String.join(", ", transports) + "]}]}";
        CheckedConfig<NodeConfig> checked = new ConfigLoader(Map.of())
                .load(Files.writeString(directory.resolve("node.json"), config), NodeConfig.class);
        assertThat(checked.problems(Severity.ERROR)).isEmpty();
        node = new NodeAssembly("Signalbox-test").assemble(checked.config().orElseThrow());
        assertThat(node.start()).isTrue();
    }

    static InputStream resource(String name) {
        return TransportsNode.class.getResourceAsStream("/tls/" + name);
    }

    /** Connects without a client certificate. */
    StreamPeer connect(Kind kind, Framing framing) throws IOException, GeneralSecurityException {
        return switch (kind) {
            case TCP -> StreamPeer.overTcp(port(kind), framing);
            case TLS -> connect(framing, TrustedCertificate.contextOf(resource("node.crt")));
            case UNIX -> StreamPeer.overUnix(directory.resolve("node.sock"), framing);
        };
    }

    /** Connects over TLS. */
    StreamPeer connect(Framing framing, SSLContext context) throws IOException {
        return StreamPeer.overTls(port(Kind.TLS), framing, context);
    }

    int port(Kind kind) {
        return URI.create(node.addresses().get(kind.ordinal())).getPort();
    }

    @Override
    public void close() {
        node.stop();
    }
}
