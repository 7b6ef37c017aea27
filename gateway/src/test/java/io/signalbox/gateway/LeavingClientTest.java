package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that leave, or send more, while a procedure decides on their login. */
class LeavingClientTest {
    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1", "options": {"limits": {"max_authentications": 4}}},
              "workers": [{"type": "router", "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [{"uri": "", "match": "prefix", "allow": {"register": true}}]}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}, "paths": {
                "ws": {"type": "websocket"}, "proxy": %s}}]}]}
            """;

    private static final String AUTH =
            "\"auth\": {\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.decide\","
                    + " \"authenticator-realm\": \"realm1\"}}";

    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final CountDownLatch answer = new CountDownLatch(1);

    @AutoClose
    private final LogLines lines = new LogLines("io.signalbox.router.node.HttpAuthentication");

    /** A node, and the session whose procedure decides on logins. */
    private record Scene(GatewayNode node, WampClient authenticator) implements AutoCloseable {
        @Override
        public void close() {
            authenticator.close();
            node.close();
        }
    }

    private Scene begin() throws IOException {
        String item = server.item(AUTH, "\"accept\": \"before-backend\"");
        GatewayNode node = GatewayNode.startWith(directory, CONFIG.formatted(item), Map.of());
        return new Scene(node, authenticator(node));
    }

    /** A session that lets the user "quick" in at once, and the user "slow" with the answer, but not the user "refused". */
    private WampClient authenticator(GatewayNode node) {
        WampClient client =
                WampClient.builder(node.uri("/ws").toString(), "realm1").build();
        client.connect().register("com.decide", call -> {
            String user = call.arg(1, String.class);
            asked.add(user);
            if (!user.equals("quick")) {
                answer.await();
            }
            if (user.equals("refused")) {
                throw new WampException("com.example.error.unknown_user", "the user is unknown");
            }
            return Map.of("role", "user");
        });
        return client;
    }

    private static String handshake(String user) {
        String credentials = Base64.getEncoder().encodeToString((user + ":any").getBytes(StandardCharsets.UTF_8));
        return RawPeer.handshake("/proxy", "Authorization: Basic " + credentials);
    }

    private RawPeer login(Scene scene, String user) throws Exception {
        RawPeer peer = RawPeer.dial(scene.node().uri("/"));
        peer.write(handshake(user).getBytes(StandardCharsets.US_ASCII));
        assertThat(asked.poll(Patience.SECONDS, TimeUnit.SECONDS)).isEqualTo(user);
        return peer;
    }

    @Test
    void a_client_that_leaves_during_its_login_frees_its_place_at_once_with_one_line_in_the_log() throws Exception {
        try (Scene scene = begin()) {
            login(scene, "slow").close();
            Patience.await().until(() -> !lines.all().isEmpty());
            // One login at a time is permitted.
            try (RawPeer next = RawPeer.dial(scene.node().uri("/"))) {
                assertThat(next.exchange(handshake("quick"))).startsWith("HTTP/1.1 101 ");
            }
            assertThat(lines.all())
                    .singleElement()
                    .asString()
                    .contains("path=/proxy peer=127.0.0.1:")
                    .contains("the client has left during its login");
            answer.countDown();
        }
    }

    @Test
    void a_client_that_resets_its_connection_during_its_login_frees_its_place() throws Exception {
        try (Scene scene = begin()) {
            login(scene, "slow").reset();
            Patience.await().until(() -> !lines.all().isEmpty());
            try (RawPeer next = RawPeer.dial(scene.node().uri("/"))) {
                assertThat(next.exchange(handshake("quick"))).startsWith("HTTP/1.1 101 ");
            }
            answer.countDown();
        }
    }

    @Test
    void what_a_client_sends_during_its_login_is_kept_in_order() throws Exception {
        try (Scene scene = begin();
                RawPeer client = login(scene, "slow")) {
            // More than is read ahead.
            int count = 40;
            for (int i = 0; i < count; i++) {
                client.sendText(i + " " + "x".repeat(1_000));
            }
            answer.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
            try (RawPeer backend = server.accept().welcome()) {
                for (int i = 0; i < count; i++) {
                    assertThat(backend.read().text()).startsWith(i + " x").endsWith("x");
                }
                backend.sendText("done");
                assertThat(client.read().text()).isEqualTo("done");
            }
            assertThat(lines.all()).isEmpty();
        }
    }

    @Test
    void requests_behind_one_whose_login_is_refused_are_answered_in_order() throws Exception {
        try (Scene scene = begin();
                RawPeer client = login(scene, "refused")) {
            String further = "GET /nothing HTTP/1.1\r\nHost: a\r\nX-Long: " + "x".repeat(4_000) + "\r\n\r\n";
            // More than is read ahead.
            client.write((handshake("refused") + further.repeat(5)).getBytes(StandardCharsets.US_ASCII));
            // One login at a time is permitted, so that the other request is one without a login.
            try (RawPeer other = RawPeer.dial(scene.node().uri("/"))) {
                assertThat(other.exchange(further)).startsWith("HTTP/1.1 404 ");
            }
            answer.countDown();
            assertThat(client.readHead()).startsWith("HTTP/1.1 401 ");
            assertThat(client.readHead()).contains("HTTP/1.1 401 ");
            for (int i = 0; i < 5; i++) {
                assertThat(client.readHead()).contains("HTTP/1.1 404 ");
            }
        }
    }

    @Test
    void a_few_bytes_that_a_client_sends_during_its_login_are_read_without_further_ones() throws Exception {
        try (Scene scene = begin();
                RawPeer client = login(scene, "slow")) {
            client.sendText("early");
            answer.countDown();
            try (RawPeer backend = server.accept().welcome()) {
                assertThat(backend.read().text()).isEqualTo("early");
            }
        }
    }
}
