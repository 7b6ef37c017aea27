package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.UnixSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where clients find the gateway, and where the gateway finds backends. */
class ServicePlacesTest {
    @TempDir
    private Path directory;

    @Test
    void each_service_of_one_port_answers_on_its_path() throws IOException {
        ScriptedBackend server = new ScriptedBackend();
        Files.writeString(directory.resolve("index.html"), "the page");
        String paths =
                """
                "/": {"type": "static", "directory": "."},
                "ws": {"type": "websocket"},
                "info": {"type": "json", "value": "known"},
                "gw": %s,
                "chat": {"type": "websocket-mediation", "realm": "realm1", "role": "anonymous", %s}
                """
                        .formatted(server.item(), MediatedNode.backend(server));
        String config = GatewayNode.config(paths)
                .replace(
                        "\"transports\"",
                        "\"realms\": [{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}]}], \"transports\"");
        try (server;
                GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
            assertThat(get(node, "/")).startsWith("HTTP/1.1 200").endsWith("the page");
            assertThat(get(node, "/info")).startsWith("HTTP/1.1 200").endsWith("\"known\"");
            assertThat(get(node, "/unknown")).startsWith("HTTP/1.1 404");
            assertThat(node.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 101");
            for (String path : new String[] {"/gw", "/chat"}) {
                CompletableFuture<RawPeer> client = RelayedPair.inParallel(() -> node.open(path));
                RawPeer backend = server.accept().welcome();
                client.join().sendText(path);
                assertThat(backend.read().text()).isEqualTo(path);
            }
        }
    }

    private static String get(GatewayNode node, String path) throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
            return peer.exchange("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
        }
    }

    @Test
    void clients_and_backends_may_be_on_unix_domain_sockets() throws Exception {
        Path front = Path.of("front.sock");
        Path back = Path.of("back.sock");
        String config = GatewayNode.config(
                        "\"proxy\": {\"type\": \"websocket-reverseproxy\", \"backend\": {\"endpoint\":"
                                + " {\"type\": \"unix\", \"path\": \"back.sock\"}}}")
                .replace(
                        "{\"type\": \"tcp\", \"port\": 0, \"interface\": \"127.0.0.1\"}",
                        "{\"type\": \"unix\", \"path\": \"front.sock\"}");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(directory.resolve(back)));
            try (GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
                CompletableFuture<RawPeer> opening = RelayedPair.inParallel(
                        () -> RawPeer.open(UnixSocket.connect(directory.resolve(front)), "/proxy", true));
                RawPeer peer = RawPeer.over(UnixSocket.over(listening.accept()), false);
                Accepted accepted = new Accepted(peer, peer.readHead());
                assertThat(accepted.head()).startsWith("GET / HTTP/1.1\r\nHost: localhost\r\n");
                accepted.welcome("Sec-WebSocket-Protocol: any");
                RawPeer client = opening.join();
                client.sendText("hello");
                assertThat(peer.read().text()).isEqualTo("hello");
                CompletableFuture<Boolean> stopping = RelayedPair.inParallel(node::stop);
                assertThat(client.readClose().closeCode()).isEqualTo(1001);
                assertThat(peer.readClose().closeCode()).isEqualTo(1001);
                client.close();
                peer.close();
                assertThat(stopping.join()).isTrue();
            }
        }
    }

    @Test
    void a_backend_whose_host_has_no_address_makes_the_service_unavailable() throws IOException {
        String endpoint = "{\"type\": \"tcp\", \"host\": \"127.0.0.1\", \"port\": 9, \"version\": 6}";
        String item = "{\"type\": \"websocket-reverseproxy\", \"backend\": {\"endpoint\": " + endpoint + "}";
        try (GatewayNode node = GatewayNode.start(
                directory, "\"after\": " + item + "}, \"before\": " + item + ", \"accept\": \"before-backend\"}")) {
            assertThat(node.request("/after")).startsWith("HTTP/1.1 503").contains("The backend cannot be reached");
            assertThat(node.open("/before").readClose().closeCode()).isEqualTo(1011);
        }
    }
}
