package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.LogLines;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import io.signalbox.transport.websocket.CloseFrame;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that fail, in all the ways in which a client of WebSocket meets them. */
class ConnectionEdgeCasesTest {
    private static final String FAST = ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}";

    @TempDir
    private Path directory;

    @AutoClose
    private final WebSocketServer server = new WebSocketServer();

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
            server.request().welcome("Sec-WebSocket-Protocol: mqtt");
            awaitError(scene, "chose the subprotocol mqtt");
        }
    }

    @Test
    void a_silent_connection_is_closed_by_this_side_which_no_hook_takes_for_a_close_of_the_server() throws Exception {
        try (ConnectionScene scene = start(server.url(), ConnectionScene.allHooks(), ", \"idle_timeout\": 1000")
                .hooked()) {
            RawPeer first = server.accept();
            assertThat(first.readClose().closeText()).isEqualTo("Idle timeout");
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
            JsonNode close = scene.hook();
            assertThat(close.path("type").asText()).isEqualTo("close");
            assertThat(close.path("own").asBoolean()).isTrue();
            assertThat(close.path("code").asInt()).isEqualTo(1000);
            server.accept();
            assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
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

    @Test
    void every_close_code_of_the_server_is_told_and_answered() throws Exception {
        try (ConnectionScene scene =
                start(server.url(), ConnectionScene.allHooks()).hooked()) {
            for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1011, 1014, 3000, 4999}) {
                try (RawPeer peer = server.accept()) {
                    assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                    String reason = "ü".repeat(61);
                    peer.send(RawPeer.CLOSE, true, new CloseFrame(code, reason).payload());
                    assertThat(peer.readClose().closeCode()).isEqualTo(code);
                    assertClosed(scene.hook(), code, reason, false);
                }
            }
            try (RawPeer peer = server.accept()) {
                scene.hook();
                peer.send(RawPeer.CLOSE, true, new byte[0]);
                assertThat(peer.readClose().payload()).isEmpty();
                assertClosed(scene.hook(), 1005, "", false);
            }
        }
    }

    private static void assertClosed(JsonNode told, int code, String reason, boolean isOwn) {
        assertThat(told.path("type").asText()).isEqualTo("close");
        assertThat(told.path("code").asInt()).isEqualTo(code);
        assertThat(told.path("reason").asText()).isEqualTo(reason);
        assertThat(told.path("own").asBoolean()).isEqualTo(isOwn);
    }

    @Test
    void what_follows_a_close_is_dropped_and_two_closes_at_once_are_one_end() throws Exception {
        try (ConnectionScene scene =
                start(server.url(), ConnectionScene.allHooks()).hooked()) {
            try (RawPeer peer = server.accept()) {
                scene.hook();
                peer.send(RawPeer.CLOSE, true, new CloseFrame(4001, "bye").payload());
                peer.sendText("late");
                peer.send(RawPeer.CLOSE, true, new CloseFrame(4002, "again").payload());
                assertClosed(scene.hook(), 4001, "bye", false);
            }
            try (RawPeer peer = server.accept()) {
                assertThat(scene.hook().path("type").asText()).isEqualTo("connect");
                Patience.await()
                        .until(() -> status(scene).path("state").asText().equals("open"));
                scene.session().call("signalbox.connection.stop", "feed");
                // Without having read the CLOSE of the node.
                peer.send(RawPeer.CLOSE, true, new CloseFrame(4003, "mine").payload());
                assertThat(peer.readClose().closeCode()).isIn(1000, 4003);
                JsonNode end = scene.hook();
                assertThat(end.path("type").asText()).isEqualTo("close");
                assertThat(end.path("code").asInt()).isIn(1000, 4003);
                Patience.await().until(() -> scene.counter("outgoingOpen") == 0);
            }
            assertThat(scene.hasHook()).isFalse();
        }
    }

    @Test
    void a_stop_ends_an_attempt_that_is_under_way() throws Exception {
        try (ConnectionScene scene =
                start(server.url(), ConnectionScene.allHooks()).hooked()) {
            WebSocketServer.Request request = server.request();
            assertThat(status(scene).path("state").asText()).isEqualTo("connecting");
            scene.session().call("signalbox.connection.stop", "feed");
            assertThat(request.peer().atEnd()).isTrue();
            assertThat(status(scene).path("state").asText()).isEqualTo("stopped");
            assertThat(scene.counter("outgoingOpen")).isZero();
            assertThat(scene.hasHook()).isFalse();
            assertThat(server.hasConnection()).isFalse();
        }
    }

    @Test
    void an_extension_that_was_not_offered_is_a_failure() throws Exception {
        try (ConnectionScene scene = start(server.url())) {
            WebSocketServer.Request request = server.request();
            assertThat(request.header("Sec-WebSocket-Extensions")).isEmpty();
            request.welcome("Sec-WebSocket-Extensions: permessage-deflate");
            awaitError(scene, "uses the extension permessage-deflate, which was not offered");
        }
    }

    @Test
    void secrets_are_not_in_the_log_and_credentials_for_wamp_are_not_sent_to_a_websocket_server() throws Exception {
        try (LogLines log = new LogLines("io.signalbox");
                ConnectionScene scene = start(
                        server.url() + "?token=secret1",
                        ", \"auth\": {\"ticket\": {\"authid\": \"joe\", \"ticket\": \"secret2\"}}",
                        ", \"basic_auth\": {\"user\": \"joe\", \"password\": \"secret3\"}",
                        ", \"headers\": {\"X-Key\": \"secret4\"}")) {
            server.request().refuse("401 Unauthorized");
            awaitError(scene, "401");
            WebSocketServer.Request request = server.request();
            assertThat(request.head())
                    .contains("token=secret1", "X-Key: secret4")
                    .doesNotContain("secret2");
            assertThat(request.header("Authorization")).isEqualTo("Basic am9lOnNlY3JldDM=");
            request.welcome().reset();
            awaitError(scene, "1006");
            assertThat(log.all())
                    .anyMatch(line -> line.contains("connection=feed") && line.contains("401"))
                    .noneMatch(line -> line.contains("secret") || line.contains("am9lOnNlY3JldDM"));
        }
    }
}
