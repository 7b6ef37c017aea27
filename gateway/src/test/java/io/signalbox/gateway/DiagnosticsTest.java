package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.gateway.diagnostics.DiagnosticsPath;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The list of the open sessions. */
class DiagnosticsTest {
    private static final String PATH = "/application/websockets";

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private String paths(String members) {
        return "\"gw\": {\"type\": \"websocket-reverseproxy\", \"routes\": [{\"service\": \"orders\", \"backends\":"
                + " [{\"url\": \"ws://127.0.0.1:" + server.port()
                + "/stomp?secret=1\"}]}]}, \"application/websockets\":"
                + " {\"type\": \"websockets\"" + members + "}";
    }

    private static String get(GatewayNode node, String path, String... headers) throws IOException {
        return getFrom("localhost", node, path, headers);
    }

    private static String getFrom(String host, GatewayNode node, String path, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
            return peer.exchange(head + "\r\n");
        }
    }

    private static JsonNode list(GatewayNode node) throws IOException {
        String answer = get(node, PATH);
        assertThat(answer).startsWith("HTTP/1.1 200").contains("application/json");
        return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n")));
    }

    @Test
    void each_open_session_has_exactly_five_fields_and_a_closed_one_is_gone() throws IOException {
        try (GatewayNode node = GatewayNode.start(directory, paths(", \"enabled\": \"always\", \"limit\": 2"))) {
            assertThat(list(node)).isEmpty();
            List<RawPeer> clients = new ArrayList<>();
            List<RawPeer> backends = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                RawPeer client = node.open("/gw/orders/ws/v1/" + i + "?token=1");
                RawPeer backend = server.accept().welcome();
                client.sendText("open");
                backend.read();
                clients.add(client);
                backends.add(backend);
            }
            JsonNode sessions = list(node);
            assertThat(sessions).hasSize(2);
            for (int i = 0; i < 2; i++) {
                assertThat(sessions.get(i).properties().stream().map(field -> field.getKey()))
                        .containsExactly("sessionId", "clientAddress", "gatewayPath", "serviceUrl", "serviceSessionId");
                assertThat(sessions.get(i).path("gatewayPath").asText()).isEqualTo("/gw/orders/ws/v1/" + i);
                assertThat(sessions.get(i).path("serviceUrl").asText())
                        .isEqualTo("ws://127.0.0.1:" + server.port() + "/stomp/" + i);
                assertThat(sessions.get(i).path("clientAddress").asText()).startsWith("127.0.0.1:");
            }
            assertThat(sessions.findValuesAsText("sessionId")).doesNotHaveDuplicates();
            assertThat(sessions.findValuesAsText("serviceSessionId")).doesNotHaveDuplicates();
            for (RawPeer client : clients) {
                client.close();
            }
            Patience.await().until(() -> list(node).isEmpty());
            for (RawPeer backend : backends) {
                assertThat(backend.readClose().closeCode()).isEqualTo(1011);
                backend.close();
            }
        }
    }

    @Test
    void without_debugging_there_is_nothing_at_the_path() throws IOException {
        try (GatewayNode node = GatewayNode.start(directory, paths(""))) {
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 404");
        }
        String debugged =
                GatewayNode.config(paths("")).replace("\"type\": \"web\",", "\"type\": \"web\", \"debug\": true,");
        try (GatewayNode node = GatewayNode.startWith(directory, debugged, Map.of())) {
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 200").endsWith("[]");
            assertThat(get(node, PATH + "/below")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void the_path_answers_while_the_node_logs_at_the_level_debug() throws IOException {
        Logger log = (Logger) LoggerFactory.getLogger(DiagnosticsPath.class);
        try (GatewayNode node = GatewayNode.start(directory, paths(", \"enabled\": \"debug\""))) {
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 404");
            log.setLevel(Level.DEBUG);
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 200").endsWith("[]");
            log.setLevel(Level.INFO);
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 404");
        } finally {
            log.setLevel(null);
        }
    }

    @Test
    void a_client_on_another_machine_gets_nothing() throws IOException {
        String paths = paths(", \"enabled\": \"always\"");
        try (GatewayNode node = GatewayNode.start(directory, ", \"trusted_proxies\": [\"127.0.0.1\"]", paths)) {
            assertThat(get(node, PATH, "X-Forwarded-For: 192.0.2.7")).startsWith("HTTP/1.1 403");
            assertThat(get(node, PATH)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void a_page_whose_name_resolves_to_this_machine_gets_nothing() throws IOException {
        try (GatewayNode node = GatewayNode.start(directory, paths(", \"enabled\": \"always\""))) {
            for (String host : List.of("localhost", "LocalHost:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080")) {
                assertThat(getFrom(host, node, PATH)).as(host).startsWith("HTTP/1.1 200");
            }
            for (String host : List.of(
                    "evil.example",
                    "evil.example:8080",
                    "127.0.0.1.evil.example",
                    "localhost.evil.example",
                    "evil-localhost",
                    "10.0.0.1",
                    "[::2]")) {
                assertThat(getFrom(host, node, PATH)).as(host).startsWith("HTTP/1.1 403");
            }
        }
    }
}
