package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes to services, as in an API gateway. */
class RoutesTest {
    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private static String url(ScriptedBackend backend, String path) {
        return "{\"url\": \"ws://127.0.0.1:" + backend.port() + path + "\"}";
    }

    private static String route(String members, String... backends) {
        return "{\"service\": \"orders\", \"backends\": [" + String.join(", ", backends) + "]" + members + "}";
    }

    private static String item(String members, String... routes) {
        return "\"gw\": {\"type\": \"websocket-reverseproxy\"" + members + ", \"routes\": [" + String.join(", ", routes)
                + "]}";
    }

    private GatewayNode node(String paths) throws IOException {
        return GatewayNode.start(directory, paths);
    }

    @Test
    void the_rest_of_the_path_and_the_query_follow_the_url_as_they_were_sent() throws IOException {
        try (GatewayNode node = node(item("", route(", \"path\": \"/stomp\"", url(server, "/base/"))))) {
            RawPeer client = node.open("/gw/orders/ws/v1/a%20b/c?x=%2F1&y");
            Accepted accepted = server.accept();
            assertThat(accepted.head()).startsWith("GET /base/stomp/a%20b/c?x=%2F1&y HTTP/1.1\r\n");
            client.close();
            RawPeer exact = node.open("/gw/orders/ws/v1");
            assertThat(server.accept().head()).startsWith("GET /base/stomp HTTP/1.1\r\n");
            exact.close();
        }
    }

    @Test
    void a_path_that_the_backend_could_read_in_another_way_reaches_no_backend() throws IOException {
        String root = item("", route("", url(server, "/stomp"))).replace("\"gw\"", "\"/\"");
        String internal = item("", route("", url(server, "/hidden"))).replace("\"gw\"", "\"internal\"");
        try (GatewayNode node = node(root + ", " + internal)) {
            for (String target : List.of(
                    "/orders/ws/v1/../../admin",
                    "/orders/ws/v1/..",
                    "/orders/ws/v1/.",
                    "/orders/ws/v1/./x",
                    "/orders/ws/v1/..;a=b/x",
                    "/orders/ws/v1/.;/x",
                    "/internal/ws/v1/../../../x",
                    "/x/../internal/orders/ws/v1",
                    "/orders/ws/v1/.%2e/x",
                    "/orders/ws/v1/%252e%252e/x",
                    "/orders/ws/v1/%252e%252e%252fx",
                    "/orders/ws/v1/%25252E./x",
                    "/orders/ws/v1/a%252fb",
                    "/orders/ws/v1/a%255Cb",
                    "/orders/ws/v1/a%2500b",
                    "/orders/ws/v1/%25c0%25ae%25c0%25ae/x",
                    "/orders/ws/v1/%c0%ae%c0%ae/x",
                    "/orders/ws/v1/a%2fb")) {
                assertThat(node.request(target)).as(target).startsWith("HTTP/1.1 400");
            }
            for (String rest : List.of("/a.b", "/..a", "/a..", "/...", "/100%25", "/a%2eb")) {
                RawPeer client = node.open("/orders/ws/v1" + rest + "?up=../..");
                Accepted accepted = server.accept();
                assertThat(accepted.head()).startsWith("GET /stomp" + rest + "?up=../.. HTTP/1.1\r\n");
                client.close();
                assertThat(accepted.peer().atEnd()).isTrue();
            }
        }
    }

    @Test
    void the_first_route_that_matches_counts() throws IOException {
        try (ScriptedBackend other = new ScriptedBackend();
                GatewayNode node = node(item(
                        "",
                        route(", \"match\": \"/ws/v1/{service}/**\"", url(server, "")),
                        route(", \"match\": \"/any/*/end\"", url(other, "/other"))))) {
            RawPeer first = node.open("/gw/ws/v1/orders/x");
            assertThat(server.accept().head()).startsWith("GET /x HTTP/1.1\r\n");
            first.close();
            RawPeer second = node.open("/gw/any/thing/end");
            assertThat(other.accept().head()).startsWith("GET /other HTTP/1.1\r\n");
            second.close();
            RawPeer none = node.open("/gw/any/thing/end/more");
            assertThat(none.readClose().closeText()).isEqualTo("Unknown service any");
        }
    }

    @Test
    void an_unknown_service_is_told_by_a_close_code_or_by_a_status() throws IOException {
        try (GatewayNode node = node(item("", route("", url(server, ""))) + ", "
                + item(", \"accept\": \"after-backend\"", route("", url(server, "")))
                        .replace("\"gw\"", "\"after\""))) {
            for (String path : new String[] {"/gw/prices/ws/v1/x", "/gw/prices"}) {
                RawPeer.Frame close = node.open(path).readClose();
                assertThat(close.closeCode()).isEqualTo(1003);
                assertThat(close.closeText()).isEqualTo("Unknown service prices");
            }
            assertThat(node.open("/gw/" + "x".repeat(200)).readClose().payload())
                    .hasSize(125);
            assertThat(node.request("/after/prices/ws/v1/x")).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void subprotocols_are_those_of_stomp_unless_the_item_or_the_environment_has_others() throws IOException {
        String routed = item("", route("", url(server, "")));
        try (GatewayNode node = node(routed)) {
            assertSubprotocol(node, "foo, v11.stomp, v12.stomp", "v11.stomp");
            assertSubprotocol(node, "wamp.2.json", "");
            assertSubprotocol(node, "", "");
        }
        try (GatewayNode node = GatewayNode.startWith(
                directory,
                GatewayNode.config(routed),
                Map.of("SERVER_WEBSOCKET_SUPPORTEDPROTOCOLS", "v12.stomp, wamp.2.json"))) {
            assertSubprotocol(node, "v11.stomp, wamp.2.json", "wamp.2.json");
        }
        try (GatewayNode node = GatewayNode.startWith(
                directory, GatewayNode.config(routed), Map.of("SERVER_WEBSOCKET_SUPPORTEDPROTOCOLS", ""))) {
            assertSubprotocol(node, "v12.stomp", "");
        }
        String strict =
                item(", \"subprotocols\": [\"own\"], \"subprotocol_mismatch\": \"refuse\"", route("", url(server, "")));
        try (GatewayNode node = node(strict)) {
            assertThat(node.request("/gw/orders/ws/v1", "Sec-WebSocket-Protocol: v12.stomp"))
                    .startsWith("HTTP/1.1 400");
            assertSubprotocol(node, "own", "own");
        }
    }

    private void assertSubprotocol(GatewayNode node, String offered, String chosen) throws IOException {
        try (RawPeer client = RawPeer.dial(node.uri("/"))) {
            String answer = offered.isEmpty()
                    ? client.request("/gw/orders/ws/v1")
                    : client.request("/gw/orders/ws/v1", "Sec-WebSocket-Protocol: " + offered);
            assertThat(answer).startsWith("HTTP/1.1 101");
            Accepted accepted = server.accept();
            assertThat(accepted.header("Sec-WebSocket-Protocol")).isEqualTo(chosen);
            RawPeer backend =
                    chosen.isEmpty() ? accepted.welcome() : accepted.welcome("Sec-WebSocket-Protocol: " + chosen);
            if (chosen.isEmpty()) {
                assertThat(answer).doesNotContain("Sec-WebSocket-Protocol");
            } else {
                assertThat(answer).contains("Sec-WebSocket-Protocol: " + chosen + "\r\n");
            }
            client.sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
            backend.close();
        }
    }

    @Test
    void credentials_reach_the_backend_and_wrong_ones_are_told() throws IOException {
        try (GatewayNode node = node(item("", route("", url(server, ""))))) {
            RawPeer client = RawPeer.dial(node.uri("/"));
            assertThat(client.request(
                            "/gw/orders/ws/v1", "Authorization: Basic am9lOnNlY3JldA==", "Cookie: a=b", "X-Test: 1"))
                    .startsWith("HTTP/1.1 101");
            Accepted accepted = server.accept();
            assertThat(accepted.header("Authorization")).isEqualTo("Basic am9lOnNlY3JldA==");
            assertThat(accepted.header("Cookie")).isEqualTo("a=b");
            assertThat(accepted.header("X-Test")).isEqualTo("1");
            accepted.refuse("401 Unauthorized", "WWW-Authenticate: Basic");
            RawPeer.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1003);
            assertThat(close.closeText()).isEqualTo("Invalid login credentials");
        }
    }

    @Test
    void sessions_take_turns_stay_with_their_backend_and_avoid_one_that_is_down() throws IOException {
        ScriptedBackend other = new ScriptedBackend();
        try (GatewayNode node = node(item("", route("", url(server, "/1"), url(other, "/2"))))) {
            RawPeer first = node.open("/gw/orders/ws/v1");
            RawPeer firstBackend = server.accept().welcome();
            RawPeer second = node.open("/gw/orders/ws/v1");
            RawPeer secondBackend = other.accept().welcome();
            other.close();
            secondBackend.close();
            assertThat(second.readClose().closeCode()).isEqualTo(1011);
            for (int i = 0; i < 3; i++) {
                RawPeer next = node.open("/gw/orders/ws/v1");
                RawPeer backend = server.accept().welcome();
                next.sendText("living");
                assertThat(backend.read().text()).isEqualTo("living");
                next.close();
            }
            first.sendText("still here");
            assertThat(firstBackend.read().text()).isEqualTo("still here");
            first.close();
        }
    }

    @Test
    void a_backend_without_sessions_is_chosen_before_one_with_a_session() throws IOException {
        try (ScriptedBackend other = new ScriptedBackend();
                GatewayNode node =
                        node(item("", route(", \"balance\": \"leastconn\"", url(server, "/1"), url(other, "/2"))))) {
            RawPeer first = node.open("/gw/orders/ws/v1");
            RawPeer backend = server.accept().welcome();
            first.sendText("open");
            backend.read();
            RawPeer second = node.open("/gw/orders/ws/v1");
            RawPeer otherBackend = other.accept().welcome();
            second.sendText("open");
            otherBackend.read();
            first.close();
            second.close();
        }
    }

    @Test
    void a_backend_that_comes_back_in_time_is_connected_after_a_delay() throws IOException {
        ClosedPort down = new ClosedPort();
        int port = down.port();
        try (GatewayNode node =
                node(item("", route(", \"connect_attempts\": 20", "{\"url\": \"ws://127.0.0.1:" + port + "/\"}")))) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            client.sendText("early");
            down.close();
            try (ScriptedBackend again = new ScriptedBackend(port)) {
                assertThat(again.accept().welcome().read().text()).isEqualTo("early");
            }
        }
    }

    @Test
    void a_backend_that_does_not_answer_is_down_and_the_next_one_is_connected() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ScriptedBackend silent = new ScriptedBackend(listening);
                GatewayNode node =
                        node(item(", \"connect_timeout\": 1000", route("", url(silent, ""), url(server, ""))))) {
            RawPeer first = node.open("/gw/orders/ws/v1");
            Accepted ignored = silent.accept();
            RawPeer backend = server.accept().welcome();
            first.sendText("another backend");
            assertThat(backend.read().text()).isEqualTo("another backend");
            for (int i = 0; i < 2; i++) {
                RawPeer next = node.open("/gw/orders/ws/v1");
                server.accept().welcome();
                next.close();
            }
            assertNobodyConnects(listening);
            first.close();
            ignored.close();
        }
    }

    @Test
    void a_backend_that_does_not_answer_in_time_is_not_tried_again() throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ScriptedBackend silent = new ScriptedBackend(listening);
                GatewayNode node =
                        node(item(", \"connect_timeout\": 1000", route(", \"connect_backoff\": 0", url(silent, ""))))) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            Accepted ignored = silent.accept();
            RawPeer.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeText()).isEqualTo("Timeout");
            assertNobodyConnects(listening);
            ignored.close();
        }
    }

    private static void assertNobodyConnects(ServerSocket listening) throws IOException {
        listening.setSoTimeout(1);
        assertThatThrownBy(listening::accept).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void several_backends_that_are_down_are_a_restart_of_the_service() throws IOException {
        try (ClosedPort first = new ClosedPort();
                ClosedPort second = new ClosedPort();
                GatewayNode node = node(item(
                        "",
                        route(
                                ", \"connect_attempts\": 2, \"connect_backoff\": 0",
                                "{\"url\": \"ws://127.0.0.1:" + first.port() + "\"}",
                                "{\"url\": \"ws://127.0.0.1:" + second.port() + "\"}")))) {
            RawPeer.Frame close = node.open("/gw/orders/ws/v1").readClose();
            assertThat(close.closeCode()).isEqualTo(1012);
            assertThat(close.closeText()).isEqualTo("The backend cannot be reached");
        }
    }

    @Test
    void several_backends_that_close_without_an_answer_are_a_restart_of_the_service() throws IOException {
        try (ScriptedBackend other = new ScriptedBackend();
                GatewayNode node =
                        node(item("", route(", \"connect_attempts\": 1", url(server, ""), url(other, ""))))) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            server.accept().close();
            other.accept().close();
            RawPeer.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1012);
            assertThat(close.closeText()).isEqualTo("The backend did not accept the WebSocket handshake");
        }
    }

    @Test
    void the_idle_time_of_a_route_comes_before_that_of_the_item_and_of_the_node() throws IOException {
        String paths = item(
                ", \"idle_timeout\": 86400000",
                route(", \"idle_timeout\": 1000", url(server, "")),
                route(", \"match\": \"/long/**\"", url(server, "")));
        String config = GatewayNode.config(paths)
                .replace(
                        "\"id\": \"node1\"", "\"id\": \"node1\", \"options\": {\"gateway\": {\"idle_timeout\": 2000}}");
        try (GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
            RawPeer lasting = node.open("/gw/long");
            RawPeer lastingBackend = server.accept().welcome();
            RawPeer brief = node.open("/gw/orders/ws/v1");
            server.accept().welcome();
            assertThat(brief.readClose().closeText()).isEqualTo("Idle timeout");
            lasting.sendText("open");
            assertThat(lastingBackend.read().text()).isEqualTo("open");
        }
        String plain = GatewayNode.config("\"proxy\": " + server.item())
                .replace(
                        "\"id\": \"node1\"", "\"id\": \"node1\", \"options\": {\"gateway\": {\"idle_timeout\": 1000}}");
        try (GatewayNode node = GatewayNode.startWith(directory, plain, Map.of())) {
            RelayedPair pair = RelayedPair.open(node, server);
            assertThat(pair.client().readClose().closeText()).isEqualTo("Idle timeout");
        }
    }

    @Test
    void a_query_that_no_uri_may_have_is_refused() throws IOException {
        try (GatewayNode node = node(item("", route("", url(server, ""))))) {
            CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/gw/orders/ws/v1/x?a={b}"));
            assertThat(answer.join()).startsWith("HTTP/1.1 400");
        }
    }
}
