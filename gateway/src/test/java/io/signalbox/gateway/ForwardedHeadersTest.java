package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.gateway.ScriptedBackend.Accepted;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The headers that a backend gets, and the requests that no backend gets. */
class ForwardedHeadersTest {
    @TempDir
    private Path directory;

    @AutoClose
    private final ScriptedBackend server = new ScriptedBackend();

    private Accepted headers(GatewayNode node, String... headers) throws IOException {
        CompletableFuture<String> answer = RelayedPair.inParallel(() -> node.request("/proxy", headers));
        Accepted accepted = server.accept();
        accepted.welcome();
        assertThat(answer.join()).startsWith("HTTP/1.1 101");
        return accepted;
    }

    @Test
    void without_the_key_no_header_of_the_client_is_forwarded() throws IOException {
        try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + server.item())) {
            Accepted accepted =
                    headers(node, "X-Test: 1", "Cookie: a=b", "Authorization: Basic abc", "Origin: http://a");
            assertThat(accepted.head()).doesNotContain("X-Test", "Cookie", "Authorization", "Origin");
            assertThat(accepted.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(accepted.header("X-Forwarded-Host")).isEqualTo("test");
            assertThat(accepted.header("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(accepted.header("Via")).isEqualTo("1.1 node1");
        }
    }

    @Test
    void named_headers_are_forwarded_once_except_those_of_one_connection() throws IOException {
        String item = server.item("\"forward_headers\": [\"*\"]");
        try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + item)) {
            Accepted accepted = headers(
                    node,
                    "X-Test: one",
                    "Authorization: Basic abc",
                    "Cookie: theme=dark; cbtid=secret; lang=en",
                    "Connection: X-Hop",
                    "X-Hop: 1",
                    "Keep-Alive: 5",
                    "TE: trailers",
                    "Proxy-Authorization: Basic abc",
                    "X-Forwarded-For: 1.2.3.4",
                    "X-Forwarded-Proto: https",
                    "Forwarded: for=1.2.3.4",
                    "Sec-WebSocket-Extensions: permessage-deflate");
            assertThat(accepted.header("X-Test")).isEqualTo("one");
            assertThat(accepted.header("Authorization")).isEqualTo("Basic abc");
            assertThat(accepted.header("Cookie")).isEqualTo("theme=dark; lang=en");
            assertThat(accepted.header("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(accepted.header("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(accepted.head())
                    .doesNotContain(
                            "X-Hop", "Keep-Alive", "TE:", "Proxy-Authorization", "Forwarded: for", "permessage");
            for (String name : new String[] {"host:", "upgrade:", "connection:", "sec-websocket-key:"}) {
                assertThat(accepted.head().lines().filter(line -> line.toLowerCase()
                                .startsWith(name)))
                        .as(name)
                        .hasSize(1);
            }
        }
    }

    @Test
    void the_cookies_of_every_listener_of_the_node_are_removed() throws IOException {
        String item = server.item("\"forward_headers\": [\"cookie\"]");
        String other =
                """
                {"type": "web", "id": "other", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "paths": {"/": {"type": "nodeinfo"}, "deep": {"type": "path", "paths":
                   {"/": {"type": "websocket", "cookie": {"name": "nested"}}}}}},
                {"type": "websocket", "id": "wamp", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "cookie": {"name": "mysession"}},
                {"type": "universal", "id": "all", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "websocket": {"ws": {"type": "websocket", "cookie": {"name": "shared"}}}}
                """;
        String config = GatewayNode.config("\"proxy\": " + item)
                .replace(
                        "\"transports\"",
                        "\"realms\": [{\"name\": \"realm1\", \"roles\": [{\"name\": \"anonymous\"}]}], \"transports\"")
                .replace("}}]}]}", "}}, " + other + "]}]}");
        try (GatewayNode node = GatewayNode.startWith(directory, config, Map.of())) {
            Accepted accepted = headers(node, "Cookie: a=b; mysession=1; nested=2; shared=3; c=d");
            assertThat(accepted.header("Cookie")).isEqualTo("a=b; c=d");
        }
    }

    @Test
    void long_headers_are_forwarded() throws IOException {
        String item = server.item("\"forward_headers\": [\"x-*\"]");
        try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + item)) {
            String value = "v".repeat(3_000);
            Accepted accepted = headers(node, "X-One: " + value, "X-Two: " + value, "X-Three: " + value);
            assertThat(accepted.header("X-One")).isEqualTo(value);
            assertThat(accepted.header("X-Three")).isEqualTo(value);
        }
    }

    @Test
    void a_trusted_proxy_names_the_client() throws IOException {
        try (GatewayNode node =
                GatewayNode.start(directory, ", \"trusted_proxies\": [\"127.0.0.1\"]", "\"proxy\": " + server.item())) {
            Accepted accepted = headers(
                    node, "X-Forwarded-For: 192.0.2.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: example.com");
            assertThat(accepted.header("X-Forwarded-For")).isEqualTo("192.0.2.7, 127.0.0.1");
            assertThat(accepted.header("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(accepted.header("X-Forwarded-Host")).isEqualTo("example.com");
        }
    }

    @Test
    void a_request_that_has_come_through_this_node_or_through_eight_gateways_is_a_loop() throws IOException {
        try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + server.item())) {
            assertThat(node.request("/proxy", "Via: 1.0 first, 1.1 node1")).startsWith("HTTP/1.1 508");
            assertThat(node.request("/proxy", "Via: 1.1 a, 1.1 b, 1.1 c, 1.1 d, 1.1 e, 1.1 f, 1.1 g, 1.1 h"))
                    .startsWith("HTTP/1.1 508");
            assertThat(headers(node, "Via: 1.1 other").header("Via")).isEqualTo("1.1 other, 1.1 node1");
        }
    }

    @Test
    void requests_that_are_no_clean_handshake_reach_no_backend() throws IOException {
        String item = server.item("\"options\": {\"allowed_origins\": [\"https://good.example\"]}");
        try (GatewayNode node = GatewayNode.start(directory, "\"proxy\": " + item)) {
            assertThat(node.request("/proxy", "Origin: https://evil.example")).startsWith("HTTP/1.1 403");
            assertThat(node.request("/proxy", "Connection: close, Upgrade")).startsWith("HTTP/1.1 400");
            assertThat(node.request("/proxy%0d%0aX-Evil:1", "Connection: close, Upgrade"))
                    .doesNotStartWith("HTTP/1.1 101");
            try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
                assertThat(peer.exchange("GET /proxy HTTP/1.0\r\nHost: test\r\nUpgrade: websocket\r\n"
                                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"))
                        .startsWith("HTTP/1.1 400");
            }
            try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
                assertThat(peer.exchange("GET /proxy HTTP/1.1\r\nHost: test\r\n\r\n"))
                        .startsWith("HTTP/1.1 426");
            }
            assertThat(headers(node, "Origin: https://good.example").head()).startsWith("GET /");
        }
    }
}
