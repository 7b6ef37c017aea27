package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that fail, in all the ways in which a client of WebSocket meets them. */
class ConnectionEdgeCasesTest {
    private static final String FAST = ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}";

    @TempDir
    private Path directory;

    private WebSocketServer server;

    @BeforeEach
    void begin() throws IOException {
        server = new WebSocketServer();
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    private ConnectionScene start(String url, String... members) throws IOException {
        return ConnectionScene.startManaged(
                directory,
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}",
                ConnectionScene.item("feed", url, FAST + String.join("", members)));
    }

    private static JsonNode status(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "feed")
                .args()
                .path(0)
                .path("status");
    }

    private static void awaitError(ConnectionScene scene, String text) {
        Patience.await().until(() -> status(scene).path("last_error").asText().contains(text));
        assertThat(status(scene).path("state").asText()).isIn("connecting", "waiting");
        assertThat(status(scene).path("sockets").asInt()).isZero();
    }

    @Test
    void a_server_that_is_down_or_unknown_is_tried_again_and_the_reason_is_in_the_status() throws Exception {
        ClosedPort down = new ClosedPort();
        int port = down.port();
        try (ConnectionScene scene = start("ws://127.0.0.1:" + port + "/")) {
            awaitError(scene, "no process listens");
            down.close();
            try (WebSocketServer late = new WebSocketServer(port)) {
                late.accept();
                Patience.await()
                        .until(() -> status(scene).path("state").asText().equals("open"));
            }
        }
        try (ConnectionScene scene = start("ws://host.invalid/")) {
            awaitError(scene, "host.invalid");
        }
    }

    @Test
    void a_server_that_never_answers_the_handshake_is_left_after_the_connect_timeout() throws Exception {
        try (ConnectionScene scene = start(server.url(), ", \"connect_timeout\": 1000")) {
            awaitError(scene, "within 1000 ms");
        }
    }

    @ParameterizedTest
    @CsvSource({"301 Moved,301", "401 Unauthorized,401", "403 Forbidden,403", "404 Not Found,404", "500 Oops,500"})
    void a_status_in_place_of_a_websocket_is_a_failure_and_no_redirect_is_followed(String status, String shown)
            throws Exception {
        try (ConnectionScene scene = start(server.url())) {
            server.request().refuse(status);
            server.request().refuse(status);
            awaitError(scene, shown);
        }
    }

    @Test
    void a_subprotocol_that_was_not_offered_or_none_at_all_is_a_failure() throws Exception {
        try (ConnectionScene scene = start(server.url(), ", \"subprotocols\": [\"a\"]")) {
            server.request().welcome();
            awaitError(scene, "accepted none of the subprotocols");
            server.request().welcome("Sec-WebSocket-Protocol: b");
            awaitError(scene, "chose the subprotocol b");
        }
    }

    @Test
    void a_server_that_dies_without_a_close_is_reported_with_1006_and_connected_to_again() throws Exception {
        try (ConnectionScene scene =
                start(server.url(), ConnectionScene.allHooks()).hooked()) {
            RawPeer first = server.accept();
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            first.reset();
            JsonNode closed = scene.hook();
            assertThat(closed.path("type").asText()).isEqualTo("close");
            assertThat(closed.path("code").asInt()).isEqualTo(1006);
            try (RawPeer second = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                assertThat(status(scene).path("reconnects").asInt()).isEqualTo(1);
                second.sendText("on");
                assertThat(scene.hook().path("data").asText()).isEqualTo("on");
            }
        }
    }

    @Test
    void a_ping_is_answered_between_the_fragments_of_a_message() throws Exception {
        try (ConnectionScene scene =
                        start(server.url(), ConnectionScene.allHooks()).hooked();
                RawPeer peer = server.accept()) {
            scene.hook();
            peer.send(RawPeer.TEXT, false, "he".getBytes(StandardCharsets.UTF_8));
            peer.send(RawPeer.PING, true, new byte[] {7});
            RawPeer.Frame pong = peer.read();
            assertThat(pong.firstByte() & 0xF).isEqualTo(RawPeer.PONG);
            assertThat(pong.payload()).containsExactly(7);
            peer.send(RawPeer.CONTINUATION, true, "llo".getBytes(StandardCharsets.UTF_8));
            assertThat(scene.hook().path("data").asText()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"long,1009", "utf8,1007", "reserved,1002", "ping,1002"})
    void a_violation_of_the_server_closes_the_socket_with_its_code(String violation, int code) throws Exception {
        try (ConnectionScene scene = start(server.url(), ", \"max_message_size\": 512", ConnectionScene.allHooks())
                        .hooked();
                RawPeer peer = server.accept()) {
            switch (violation) {
                case "long" -> peer.send(RawPeer.BINARY, true, new byte[513]);
                case "utf8" -> peer.send(RawPeer.TEXT, true, new byte[] {(byte) 0xFF});
                case "ping" -> peer.write(peer.frameOf(0x80 | RawPeer.PING, new byte[126]));
                default -> peer.send(3, true, new byte[0]);
            }
            byte[] payload = peer.readClose().payload();
            assertThat((payload[0] & 0xFF) << 8 | payload[1] & 0xFF).isEqualTo(code);
            scene.hook();
            assertThat(scene.hook().path("code").asInt()).isEqualTo(code);
        }
    }

    @Test
    void a_server_that_answers_no_ping_is_given_up() throws Exception {
        try (ConnectionScene scene = start(server.url(), ", \"ping\": {\"interval\": 1000}", ConnectionScene.allHooks())
                        .hooked();
                RawPeer peer = server.accept()) {
            assertThat(peer.read().firstByte() & 0xF).isEqualTo(RawPeer.PING);
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            assertThat(scene.hook().path("code").asInt()).isEqualTo(1006);
            server.accept().close();
        }
    }

    @Test
    void a_certificate_of_an_unknown_authority_is_refused_and_nothing_is_sent_in_clear() throws Exception {
        TestAuthority authority = TestAuthority.root("Test Root");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
        try (ServerSocket plain = new ServerSocket(0)) {
            Thread.ofVirtual().start(() -> acceptAndClose(plain));
            try (ConnectionScene scene = start(
                    "wss://127.0.0.1:" + plain.getLocalPort() + "/",
                    ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}, \"basic_auth\": {\"user\": \"joe\", \"password\": \"x\"}")) {
                awaitError(scene, "TLS");
            }
        }
    }

    private static void acceptAndClose(ServerSocket plain) {
        try {
            while (true) {
                try (var socket = plain.accept()) {
                    byte[] first = socket.getInputStream().readNBytes(3);
                    // The record of a ClientHello.
                    if (!Arrays.equals(first, new byte[] {0x16, 3, 1})) {
                        throw new IOException("not TLS");
                    }
                }
            }
        } catch (IOException closed) {
            // The test has ended.
        }
    }

    @Test
    void failing_attempts_leave_no_socket_behind() throws Exception {
        int port = server.port();
        server.close();
        try (ConnectionScene scene = ConnectionScene.start(
                directory,
                ConnectionScene.item(
                        "feed",
                        "ws://127.0.0.1:" + port + "/",
                        ", \"pool_size\": 64, \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 10}"))) {
            Patience.await().until(() -> scene.counter("outgoingFailed") > 200);
            assertThat(scene.counter("outgoingOpen")).isZero();
        }
    }
}
