package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of the gateway, with backends on free ports. */
class GatewayExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "config-examples", "gateway");

    @TempDir
    private Path directory;

    private GatewayNode start(String name, int backendPort) throws IOException {
        String text = Files.readString(EXAMPLES.resolve(name))
                .replace("9000", Integer.toString(backendPort))
                .replace("8082", Integer.toString(backendPort))
                .replaceAll("\"port\": (8080|8280)", "\"port\": 0");
        return GatewayNode.startWith(directory, text, Map.of());
    }

    @ParameterizedTest
    @CsvSource({"routes.json, orders", "stomp.json, broker"})
    void the_routes_lead_to_a_service_and_the_session_is_listed(String example, String service) throws IOException {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = start(example, server.port());
                RawPeer client = RawPeer.dial(node.uri("/"))) {
            String answer = client.request("/" + service + "/ws/v1/queue", "Sec-WebSocket-Protocol: v12.stomp");
            assertThat(answer).startsWith("HTTP/1.1 101").contains("Sec-WebSocket-Protocol: v12.stomp");
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(accepted.head()).startsWith("GET /stomp/queue HTTP/1.1\r\n");
            RawPeer backend = accepted.welcome("Sec-WebSocket-Protocol: v12.stomp");
            client.sendText("CONNECT");
            assertThat(backend.read().text()).isEqualTo("CONNECT");
            try (RawPeer operator = RawPeer.dial(node.uri("/"))) {
                assertThat(operator.exchange("GET /application/websockets HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .startsWith("HTTP/1.1 200")
                        .contains("\"gatewayPath\":\"/" + service + "/ws/v1/queue\"");
            }
        }
    }

    @Test
    void the_reverse_proxy_connects_a_client_with_the_backend() throws IOException {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = start("reverse-proxy.json", server.port())) {
            CompletableFuture<RawPeer> client = RelayedPair.inParallel(() -> node.open("/proxy1"));
            RawPeer backend = server.accept().welcome();
            client.join().sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void the_backend_of_the_example_sends_longer_messages_than_clients_may() throws IOException {
        int tooLong = (1 << 20) + 1;
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = start("backend-options.json", server.port())) {
            CompletableFuture<RawPeer> opening = RelayedPair.inParallel(() -> node.open("/proxy1"));
            RawPeer backend = server.accept().welcome();
            RawPeer client = opening.join();
            RelayedPair.inParallel(() -> {
                backend.send(RawPeer.BINARY, true, new byte[tooLong]);
                return null;
            });
            int bytes = 0;
            while (bytes < tooLong) {
                bytes += client.read().payload().length;
            }
            assertThat(bytes).isEqualTo(tooLong);
            RelayedPair.inParallel(() -> {
                client.send(RawPeer.BINARY, true, new byte[tooLong]);
                return null;
            });
            assertThat(client.readClose().closeCode()).isEqualTo(1009);
            client.close();
            backend.close();
        }
    }

    @Test
    void the_body_of_a_request_reaches_the_backend_whose_answer_reaches_the_topic() throws Exception {
        BlockingQueue<String> answers = new LinkedBlockingQueue<>();
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = start("http-websocket.json", server.port())) {
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(accepted.head()).startsWith("GET /websocket HTTP/1.1\r\n");
            String url = "ws://" + node.uri("/ws").getAuthority() + "/ws";
            try (RawPeer backend = accepted.welcome();
                    WampClient client = WampClient.builder(url, "realm1").build();
                    RawPeer poster = RawPeer.dial(node.uri("/"))) {
                client.connect().subscribe("esb.answers", event -> answers.add(event.kwarg("data", String.class)));
                assertThat(poster.exchange("POST /services/websocketProxy1 HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>"))
                        .startsWith("HTTP/1.1 202 ");
                assertThat(backend.read().text()).isEqualTo("<a/>");
                backend.sendText("<A/>");
                assertThat(answers.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo("<A/>");
            }
        }
    }
}
