package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReverseProxyTest {
    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private GatewayNode node(String... members) throws IOException {
        return GatewayNode.start(directory, "\"proxy\": " + server.item(members));
    }

    private CompletableFuture<String> request(GatewayNode node, String... headers) {
        return RelayedPair.inParallel(() -> node.request("/proxy", headers));
    }

    @Test
    void the_documented_configuration_of_crossbar_runs_unchanged() throws IOException {
        String paths =
                """
                "/": {"type": "static", "directory": "."},
                "proxy1": {
                   "type": "websocket-reverseproxy",
                   "backend": {
                      "type": "websocket",
                      "endpoint": {"type": "tcp", "host": "127.0.0.1", "port": %d},
                      "url": "ws://localhost:9000"
                   }
                }
                """
                        .formatted(server.port());
        try (GatewayNode node = GatewayNode.start(directory, paths)) {
            CompletableFuture<RawPeer> client = RelayedPair.inParallel(() -> node.open("/proxy1"));
            Accepted accepted = server.accept();
            assertThat(accepted.head()).startsWith("GET / HTTP/1.1\r\n");
            assertThat(accepted.header("Host")).isEqualTo("localhost:9000");
            RawPeer backend = accepted.welcome();
            client.join().sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
            backend.sendText("welcome");
            assertThat(client.join().read().text()).isEqualTo("welcome");
        }
    }

    @Test
    void the_backend_gets_all_subprotocols_and_its_choice_returns() throws IOException {
        try (GatewayNode node = node()) {
            CompletableFuture<String> answer = request(node, "Sec-WebSocket-Protocol: one, two");
            Accepted accepted = server.accept();
            assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo("one, two");
            accepted.welcome("Sec-WebSocket-Protocol: two");
            assertThat(answer.join()).startsWith("HTTP/1.1 101").contains("Sec-WebSocket-Protocol: two");
        }
    }

    @Test
    void a_backend_that_chooses_no_offered_subprotocol_is_a_bad_gateway() throws IOException {
        try (GatewayNode node = node()) {
            CompletableFuture<String> none = request(node, "Sec-WebSocket-Protocol: one, two");
            server.accept().welcome();
            assertThat(none.join()).startsWith("HTTP/1.1 502");
            CompletableFuture<String> other = request(node, "Sec-WebSocket-Protocol: one, two");
            server.accept().welcome("Sec-WebSocket-Protocol: three");
            assertThat(other.join()).startsWith("HTTP/1.1 502");
        }
    }

    @Test
    void a_token_that_a_client_offers_as_a_subprotocol_is_not_in_the_log() throws Exception {
        assertThat(ProxyLog.during(() -> {
                    try (GatewayNode node = node()) {
                        CompletableFuture<String> answer = request(node, "Sec-WebSocket-Protocol: chat, bearer.secret");
                        server.accept().welcome();
                        assertThat(answer.join()).startsWith("HTTP/1.1 502");
                    }
                }))
                .singleElement()
                .asString()
                .contains("ws://127.0.0.1:" + server.port() + "/ did not choose a subprotocol")
                .doesNotContain("secret");
    }

    @Test
    void the_query_of_a_url_is_not_in_the_log() throws Exception {
        server.close();
        String item = server.item().replace(server.port() + "/", server.port() + "/?key=secret");
        assertThat(ProxyLog.during(() -> {
                    try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + item)) {
                        assertThat(node.request("/proxy?token=secret")).startsWith("HTTP/1.1 503");
                    }
                }))
                .singleElement()
                .asString()
                .contains("ws://127.0.0.1:" + server.port() + "/ ")
                .doesNotContain("secret");
    }

    @Test
    void each_status_of_the_backend_has_its_status_for_the_client() throws IOException {
        try (GatewayNode node = node()) {
            String[][] statuses = {
                {"401 Unauthorized", "401"},
                {"301 Moved Permanently", "502"},
                {"403 Forbidden", "502"},
                {"404 Not Found", "502"},
                {"500 Internal Server Error", "502"},
                {"200 OK", "502"}
            };
            for (String[] status : statuses) {
                CompletableFuture<String> answer = request(node);
                try (Accepted accepted = server.accept()) {
                    accepted.refuse(status[0], "Location: http://127.0.0.1:" + server.port() + "/other");
                }
                assertThat(answer.join()).as(status[0]).startsWith("HTTP/1.1 " + status[1]);
            }
        }
    }

    @Test
    void a_backend_that_is_down_makes_the_service_unavailable() throws IOException {
        try (GatewayNode node = node()) {
            server.close();
            String answer = node.request("/proxy");
            assertThat(answer).startsWith("HTTP/1.1 503").contains("The backend cannot be reached");
            assertThat(answer).doesNotContain("127.0.0.1");
        }
    }

    @Test
    void a_backend_that_does_not_answer_is_a_gateway_timeout() throws IOException {
        try (GatewayNode node = node("\"connect_timeout\": 1000")) {
            CompletableFuture<String> answer = request(node);
            Accepted accepted = server.accept();
            assertThat(answer.join()).startsWith("HTTP/1.1 504");
            assertThat(accepted.peer().atEnd()).isTrue();
        }
    }

    @Test
    void accepted_before_the_backend_a_client_is_told_by_a_close_code() throws IOException {
        try (GatewayNode node = node("\"accept\": \"before-backend\"")) {
            String[][] statuses = {
                {"401 Unauthorized", "1003", "Invalid login credentials"},
                {"301 Moved Permanently", "1003", "The backend answered 301 to the WebSocket handshake"},
                {"404 Not Found", "1003", "The backend answered 404 to the WebSocket handshake"},
                {"500 Internal Server Error", "1011", "The backend answered 500 to the WebSocket handshake"}
            };
            for (String[] status : statuses) {
                RawPeer client = node.open("/proxy");
                server.accept().refuse(status[0]);
                RawPeer.Frame close = client.readClose();
                assertThat(close.closeCode()).as(status[0]).isEqualTo(Integer.parseInt(status[1]));
                assertThat(close.closeText()).isEqualTo(status[2]);
                client.close();
            }
        }
        try (GatewayNode node = node("\"accept\": \"before-backend\"", "\"connect_timeout\": 1000")) {
            RawPeer waiting = node.open("/proxy");
            Accepted silent = server.accept();
            RawPeer.Frame timeout = waiting.readClose();
            assertThat(timeout.closeCode()).isEqualTo(1011);
            assertThat(timeout.closeText()).isEqualTo("Timeout");
            assertThat(silent.peer().atEnd()).isTrue();
            server.close();
            RawPeer.Frame down = node.open("/proxy").readClose();
            assertThat(down.closeCode()).isEqualTo(1011);
            assertThat(down.closeText()).isEqualTo("The backend cannot be reached");
        }
    }

    @Test
    void accepted_before_the_backend_a_client_has_the_subprotocol_that_the_backend_must_accept() throws IOException {
        try (GatewayNode node = node("\"accept\": \"before-backend\"")) {
            RawPeer client = RawPeer.dial(node.uri("/"));
            assertThat(client.request("/proxy", "Sec-WebSocket-Protocol: one, two"))
                    .startsWith("HTTP/1.1 101")
                    .contains("Sec-WebSocket-Protocol: one");
            Accepted accepted = server.accept();
            assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo("one");
            accepted.welcome();
            assertThat(client.readClose().closeCode()).isEqualTo(1002);
        }
    }

    @Test
    void messages_that_precede_the_backend_arrive_in_order() throws IOException {
        try (GatewayNode node = node("\"accept\": \"before-backend\"")) {
            RawPeer client = node.open("/proxy");
            Accepted accepted = server.accept();
            for (int i = 0; i < 200; i++) {
                client.sendText("message " + i + " ".repeat(1000));
            }
            client.send(RawPeer.PING, true, new byte[] {7});
            RawPeer backend = accepted.welcome();
            for (int i = 0; i < 200; i++) {
                assertThat(backend.read().text().strip()).isEqualTo("message " + i);
            }
            assertThat(client.read().opCode()).isEqualTo(RawPeer.PONG);
        }
    }

    @Test
    void a_client_that_leaves_takes_its_backend_along() throws IOException {
        try (GatewayNode node = node("\"accept\": \"before-backend\"")) {
            RawPeer closing = node.open("/proxy");
            Accepted first = server.accept();
            closing.send(RawPeer.CLOSE, true, new byte[] {3, (byte) 0xE8});
            assertThat(first.peer().atEnd()).isTrue();
            assertThat(closing.readClose().closeCode()).isEqualTo(1000);
            RawPeer gone = node.open("/proxy");
            Accepted second = server.accept();
            gone.close();
            assertThat(second.peer().atEnd()).isTrue();
        }
    }

    @Test
    void a_client_that_leaves_before_it_is_accepted_takes_its_backend_along() throws IOException {
        try (GatewayNode node = node()) {
            RawPeer client = RawPeer.dial(node.uri("/"));
            client.write(RawPeer.handshake("/proxy").getBytes(StandardCharsets.US_ASCII));
            Accepted connecting = server.accept();
            client.close();
            assertThat(connecting.peer().atEnd()).isTrue();
        }
    }

    @Test
    void a_path_below_the_key_is_served_by_the_proxy() throws IOException {
        try (GatewayNode node = node()) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy/some/where?a=b"));
            Accepted accepted = server.accept();
            assertThat(accepted.head()).startsWith("GET / HTTP/1.1\r\n");
            accepted.welcome();
            assertThat(answer.join()).startsWith("HTTP/1.1 101");
        }
    }

    @Test
    void keys_of_several_segments_mean_nested_paths_and_the_longest_one_wins() throws IOException {
        try (ScriptedBackend other = new ScriptedBackend();
                GatewayNode node =
                        GatewayNode.start(directory, "\"a/b\": " + server.item() + ", \"a/b/c.d\": " + other.item())) {
            CompletableFuture<String> deep = RelayedPair.inParallel(() -> node.request("/a/b/c%2Ed/e"));
            other.accept().welcome();
            assertThat(deep.join()).startsWith("HTTP/1.1 101");
            CompletableFuture<String> shallow = RelayedPair.inParallel(() -> node.request("/a/b/c"));
            server.accept().welcome();
            assertThat(shallow.join()).startsWith("HTTP/1.1 101");
            assertThat(node.request("/a")).startsWith("HTTP/1.1 404");
            for (String bad : new String[] {"/a%2Fb", "/a/b/x%5Cc", "/a/b/%00", "/a/b/%2e%2e/c"}) {
                assertThat(node.request(bad)).as(bad).startsWith("HTTP/1.1 400");
            }
        }
    }

    @Test
    void beyond_its_maximum_a_path_refuses_clients_until_one_leaves() throws IOException {
        try (GatewayNode node = node("\"options\": {\"max_connections\": 1}")) {
            RelayedPair pair = RelayedPair.open(node, server);
            assertThat(node.request("/proxy")).startsWith("HTTP/1.1 503");
            pair.client().send(RawPeer.CLOSE, true, new byte[0]);
            assertThat(pair.backend().readClose().payload()).isEmpty();
            pair.backend().send(RawPeer.CLOSE, true, new byte[0]);
            pair.backend().close();
            assertThat(pair.client().readClose().payload()).isEmpty();
            assertThat(pair.client().atEnd()).isTrue();
            // The client may see the end of its socket before its place is free.
            CompletableFuture<Void> admitted = RelayedPair.inParallel(() -> {
                Patience.await().until(() -> node.request("/proxy").startsWith("HTTP/1.1 101"));
                return null;
            });
            server.accept().welcome();
            admitted.join();
        }
    }

    @Test
    void clients_without_a_backend_leave_nothing_behind() throws IOException {
        server.close();
        String before =
                "\"proxy\": " + server.item("\"accept\": \"before-backend\"", "\"options\": {\"max_connections\": 50}");
        String after = ", \"after\": " + server.item("\"options\": {\"max_connections\": 50}");
        try (GatewayNode node = GatewayNode.start(directory, before + after)) {
            for (int i = 0; i < 200; i++) {
                try (RawPeer client = node.open("/proxy")) {
                    assertThat(client.readClose().closeCode()).isEqualTo(1011);
                    client.send(RawPeer.CLOSE, true, new byte[0]);
                    assertThat(client.atEnd()).isTrue();
                }
                assertThat(node.request("/after")).contains("The backend cannot be reached");
            }
        }
    }

    @Test
    void a_stopping_node_closes_both_sides_with_going_away() throws IOException {
        try (GatewayNode node = node()) {
            RelayedPair pair = RelayedPair.open(node, server);
            CompletableFuture<Boolean> stopping = RelayedPair.inParallel(node::stop);
            RawPeer.Frame close = pair.client().readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("shutdown");
            assertThat(pair.backend().readClose().closeCode()).isEqualTo(1001);
            pair.client().close();
            pair.backend().close();
            assertThat(stopping.join()).isTrue();
        }
    }
}
