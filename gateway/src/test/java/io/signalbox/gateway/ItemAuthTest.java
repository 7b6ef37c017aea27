package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.router.node.Node;
import io.signalbox.router.node.NodeAssembly;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the services of the gateway, authenticated by the node before anything reaches a backend. */
class ItemAuthTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private static final String TICKET =
            "\"ticket\": {\"type\": \"static\", \"principals\": {\"ann\": {\"ticket\": \"${ANN}\", \"role\": \"user\"},"
                    + " \"bob\": {\"ticket\": \"${BOB}\", \"role\": \"user\", \"realm\": \"realm2\"}}}";

    private static final String JWT =
            "\"jwt\": {\"type\": \"static\", \"issuer\": \"i\", \"audience\": [\"a\"], \"algorithms\": [\"HS256\"],"
                    + " \"secret\": \"${KEY}\", \"default-role\": \"user\"}";

    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router", "realms": [%s],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}, "paths": {
                "ws": {"type": "websocket"}, %s}}]}]}
            """;

    private static final String ANONYMOUS =
            """
            {"name": "anonymous", "permissions": [{"uri": "", "match": "prefix", "allow": {"register": true}}]}
            """;

    private static final String REALM = "{\"name\": \"realm1\", \"roles\": [" + ANONYMOUS + "]}";

    private static final String REALMS = "{\"name\": \"realm1\", \"roles\": [" + ANONYMOUS
            + ", {\"name\": \"user\", \"permissions\": []}, {\"name\": \"esb\", \"permissions\": [{\"uri\": \"esb.\","
            + " \"match\": \"prefix\", \"allow\": {\"call\": true}}]}]},"
            + " {\"name\": \"realm2\", \"roles\": [{\"name\": \"user\", \"permissions\": []}]}";

    private static final Map<String, String> ENVIRONMENT = Map.of("ANN", "pass:word", "BOB", "p", "KEY", SECRET);

    @TempDir
    private Path directory;

    private GatewayNode node(String paths) throws IOException {
        return GatewayNode.startWith(directory, CONFIG.formatted(REALM, paths), ENVIRONMENT);
    }

    /** A node whose item has a realm. */
    private GatewayNode realmNode(String paths) throws IOException {
        return GatewayNode.startWith(directory, CONFIG.formatted(REALMS, paths), ENVIRONMENT);
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String proxy(ScriptedBackend server, String auth, String... members) {
        String[] all = new String[members.length + 2];
        System.arraycopy(members, 0, all, 2, members.length);
        all[0] = "\"auth\": {" + auth + "}";
        all[1] = "\"forward_headers\": [\"authorization\", \"cookie\", \"x-*\"], \"accept\": \"before-backend\"";
        return "\"gw\": " + server.item(all);
    }

    private static String token(String secret) throws Exception {
        String claims = "{\"iss\":\"i\",\"aud\":\"a\",\"sub\":\"carl\",\"exp\":"
                + (Instant.now().getEpochSecond() + 60) + "}";
        String signed = base64Url("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64Url(claims.getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return signed + "." + base64Url(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String base64Url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Test
    void a_handshake_with_user_and_password_passes_and_the_backend_does_not_get_them() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(proxy(server, TICKET));
                RawPeer client = RawPeer.dial(node.uri("/"))) {
            assertThat(client.request("/gw", basic("ann:pass:word"), "X-Test: 1"))
                    .startsWith("HTTP/1.1 101 ");
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(accepted.header("Authorization")).isEmpty();
            assertThat(accepted.header("X-Test")).isEqualTo("1");
            client.sendText("hello");
            assertThat(accepted.welcome().read().text()).isEqualTo("hello");
        }
    }

    @Test
    void wrong_and_missing_credentials_are_challenged_and_reach_no_backend() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(proxy(server, TICKET + ", " + JWT))) {
            String[][] requests = {
                {},
                {basic("ann:wrong")},
                {basic("nobody:pass:word")},
                {basic("ann")},
                {"Authorization: Basic %%%"},
                {"Authorization: Bearer " + token("another-secret-another-secret-12")},
                {"Authorization: Digest x"},
                {basic("ann:pass:word"), basic("ann:pass:word")}
            };
            for (String[] headers : requests) {
                String answer = node.request("/gw", headers);
                assertThat(answer)
                        .as(String.join(",", headers))
                        .startsWith("HTTP/1.1 401 ")
                        .contains("WWW-Authenticate: Basic realm=\"/gw\", charset=\"UTF-8\"\r\n")
                        .contains("WWW-Authenticate: Bearer realm=\"/gw\"")
                        .doesNotContain("pass:word");
            }
            // The first connection of the backend is that of the client with the right credentials.
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.request("/gw", basic("ann:pass:word"), "X-Test: right"))
                        .startsWith("HTTP/1.1 101 ");
                assertThat(server.accept().header("X-Test")).isEqualTo("right");
            }
        }
    }

    @Test
    void a_bearer_token_passes_and_a_scheme_without_a_method_is_left_to_the_backend() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node =
                        node(proxy(server, JWT + ", \"anonymous\": {\"type\": \"static\", \"role\": \"user\"}"))) {
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.request("/gw", "Authorization: Bearer " + token(SECRET)))
                        .startsWith("HTTP/1.1 101 ");
                assertThat(server.accept().header("Authorization")).isEmpty();
            }
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.request("/gw", basic("of:backend"))).startsWith("HTTP/1.1 101 ");
                assertThat("Authorization: " + server.accept().header("Authorization"))
                        .isEqualTo(basic("of:backend"));
            }
            assertThat(node.request("/gw", "Authorization: Bearer x.y.z"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("error=\"invalid_token\"");
        }
    }

    @Test
    void a_login_gets_a_cookie_that_stands_for_it_and_stays_at_the_node() throws Exception {
        String path = "\"gw\": {\"type\": \"http-websocket\", \"realm\": \"realm1\", \"role\": \"esb\", \"fault\":"
                + " {\"procedure\": \"esb.fault\"}, \"backend\": {\"url\": \"ws://127.0.0.1:%d/\"}, \"cookie\": {},"
                + " \"auth\": {" + TICKET + ", \"cookie\": {\"type\": \"static\"}}}";
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = realmNode(path.formatted(server.port()))) {
            RawPeer backend = server.accept().welcome();
            Patience.await().until(() -> post(node, basic("ann:pass:word")).startsWith("HTTP/1.1 202 "));
            String answer = post(node, basic("ann:pass:word"));
            Matcher cookie = Pattern.compile("Set-Cookie: (cbtid=[^;]+);").matcher(answer);
            assertThat(cookie.find()).isTrue();
            assertThat(post(node, "Cookie: " + cookie.group(1))).startsWith("HTTP/1.1 202 ");
            assertThat(post(node, "Cookie: cbtid=0123456789012345678901234")).startsWith("HTTP/1.1 401 ");
            assertThat(post(node, "Cookie: " + cookie.group(1), "Origin: http://test"))
                    .startsWith("HTTP/1.1 202 ");
            assertThat(post(node, "Cookie: " + cookie.group(1), "Origin: https://evil.example"))
                    .startsWith("HTTP/1.1 401 ");
            backend.close();
        }
    }

    private static String post(GatewayNode node, String... headers) throws IOException {
        try (RawPeer client = RawPeer.dial(node.uri("/"))) {
            StringBuilder head = new StringBuilder("POST /gw HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n");
            for (String header : headers) {
                head.append(header).append("\r\n");
            }
            return client.exchange(head + "\r\n");
        }
    }

    @Test
    void the_role_of_a_client_has_to_exist_in_the_realm_of_the_item_and_fault_is_told_who_has_sent_a_body()
            throws Exception {
        BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
        String path = "\"gw\": {\"type\": \"http-websocket\", \"realm\": \"realm1\", \"role\": \"esb\", \"fault\":"
                + " {\"procedure\": \"esb.fault\"}, \"active\": true, \"connect\": \"lazy\","
                + " \"buffer\": {\"max_bytes\": 1024}, \"max_body\": 2000, \"backend\": {\"url\": \"ws://127.0.0.1:%d/\"},"
                + " \"auth\": {" + TICKET + "}}";
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = realmNode(path.formatted(server.port()));
                WampClient client = WampClient.builder("ws://" + node.uri("/ws").getAuthority() + "/ws", "realm1")
                        .build()) {
            client.connect().register("esb.fault", call -> told.add(call.kwargs()));
            assertThat(post(node, basic("bob:p"))).startsWith("HTTP/1.1 403 ");
            try (RawPeer poster = RawPeer.dial(node.uri("/"))) {
                assertThat(poster.exchange("POST /gw HTTP/1.1\r\nHost: test\r\nContent-Length: 1025\r\n"
                                + basic("ann:pass:word") + "\r\n\r\n" + "a".repeat(1025)))
                        .startsWith("HTTP/1.1 503 ");
            }
            JsonNode fault = told.poll(Patience.SECONDS, TimeUnit.SECONDS);
            assertThat(fault).isNotNull();
            assertThat(fault.path("authid").asText()).isEqualTo("ann");
            assertThat(fault.path("authrole").asText()).isEqualTo("user");
        }
    }

    @Test
    void the_procedure_of_a_mediation_is_told_who_the_client_is_and_not_by_which_credentials() throws Exception {
        BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
        String path = "\"gw\": {\"type\": \"websocket-mediation\", \"realm\": \"realm1\", \"role\": \"esb\","
                + " \"expose_credentials\": true, \"dispatch\": {\"procedure\": \"esb.in\"}, \"auth\": {" + TICKET
                + "}}";
        try (GatewayNode node = realmNode(path);
                WampClient client = WampClient.builder("ws://" + node.uri("/ws").getAuthority() + "/ws", "realm1")
                        .build()) {
            client.connect().register("esb.in", call -> {
                told.add(call.kwargs());
                return null;
            });
            assertThat(node.request("/gw", basic("ann:wrong"))).startsWith("HTTP/1.1 401 ");
            try (RawPeer peer = RawPeer.dial(node.uri("/"))) {
                assertThat(peer.request(
                                "/gw",
                                basic("ann:pass:word"),
                                "Cookie: of=backend; cbtid=login; more=1",
                                "Cookie: last=1",
                                "Cookie: cbtid=login",
                                "Proxy-Authorization: Basic proxy"))
                        .startsWith("HTTP/1.1 101 ");
                JsonNode open = told.poll(Patience.SECONDS, TimeUnit.SECONDS);
                assertThat(open).isNotNull();
                assertThat(open.path("type").asText()).isEqualTo("open");
                assertThat(open.path("authid").asText()).isEqualTo("ann");
                assertThat(open.path("authrole").asText()).isEqualTo("user");
                assertThat(open.path("headers").path("cookie").asText()).isEqualTo("of=backend; more=1; last=1");
                assertThat(open.path("headers").has("proxy-authorization")).isFalse();
                assertThat(open.path("headers").has("authorization")).isFalse();
            }
        }
    }

    @Test
    void a_procedure_decides_on_the_credentials() throws Exception {
        String dynamic =
                "\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.decide\", \"authenticator-realm\":"
                        + " \"realm1\"}";
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(proxy(server, dynamic));
                WampClient client = WampClient.builder("ws://" + node.uri("/ws").getAuthority() + "/ws", "realm1")
                        .build();
                RawPeer peer = RawPeer.dial(node.uri("/"))) {
            client.connect().register("com.decide", call -> {
                if (!call.args().path(2).path("ticket").asText().equals("good")) {
                    throw new WampException("com.error.no", "no");
                }
                return Map.of("role", "user");
            });
            assertThat(node.request("/gw", basic("dora:bad"))).startsWith("HTTP/1.1 401 ");
            assertThat(peer.request("/gw", basic("dora:good"))).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void the_listener_of_an_item_is_closed_if_no_callee_has_registered_its_authenticator() throws Exception {
        String dynamic =
                "\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.decide\", \"authenticator-realm\":"
                        + " \"realm1\"}";
        try (ScriptedBackend server = new ScriptedBackend()) {
            String config = CONFIG.formatted(REALM, proxy(server, dynamic))
                    .replace(
                            "\"transports\":",
                            "\"components\": [{\"id\": \"broken\", \"type\": \"class\", \"classname\": \"app.None\","
                                    + " \"classpath\": [\"app.jar\"], \"realm\": \"realm1\"}], \"transports\":");
            Files.createFile(directory.resolve("app.jar"));
            Node node = new NodeAssembly("Signalbox-test", ENVIRONMENT)
                    .assemble(GatewayNode.load(directory, config, ENVIRONMENT)
                            .config()
                            .orElseThrow());
            node.start();
            assertThat(node.addresses()).isEmpty();
            assertThat(node.stop()).isTrue();
        }
    }

    @Test
    void beyond_a_quarter_of_the_authentications_a_request_is_refused_at_once() throws Exception {
        String dynamic =
                "\"ticket\": {\"type\": \"dynamic\", \"authenticator\": \"com.decide\", \"authenticator-realm\":"
                        + " \"realm1\"}";
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        CountDownLatch answers = new CountDownLatch(1);
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = GatewayNode.startWith(
                        directory,
                        CONFIG.formatted(REALM, proxy(server, dynamic))
                                .replace(
                                        "{\"id\": \"node1\"}",
                                        "{\"id\": \"node1\", \"options\": {\"limits\": {\"max_authentications\": 4}}}"),
                        ENVIRONMENT);
                WampClient client = WampClient.builder("ws://" + node.uri("/ws").getAuthority() + "/ws", "realm1")
                        .build()) {
            client.connect().register("com.decide", call -> {
                asked.add("dora");
                answers.await();
                return Map.of("role", "user");
            });
            FutureTask<String> first = new FutureTask<>(() -> node.request("/gw", basic("dora:good")));
            Thread.ofVirtual().start(first);
            assertThat(asked.poll(Patience.SECONDS, TimeUnit.SECONDS)).isNotNull();
            assertThat(node.request("/gw", basic("dora:good")))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 10\r\n");
            answers.countDown();
            assertThat(first.get()).startsWith("HTTP/1.1 101 ");
            assertThat(node.request("/gw", basic("dora:good"))).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void attempts_after_failed_ones_wait() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = GatewayNode.startWith(
                        directory,
                        CONFIG.formatted(REALM, proxy(server, TICKET))
                                .replace(
                                        "{\"id\": \"node1\"}",
                                        "{\"id\": \"node1\", \"options\": {\"auth_limits\": {\"free_failures\": 1}}}"),
                        ENVIRONMENT)) {
            long beganNanos = System.nanoTime();
            assertThat(node.request("/gw", basic("ann:wrong"))).startsWith("HTTP/1.1 401 ");
            assertThat(node.request("/gw", basic("ann:pass:word"))).startsWith("HTTP/1.1 101 ");
            // The second attempt is evaluated a second after the failure of the first one.
            assertThat(System.nanoTime() - beganNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(950));
        }
    }

    @Test
    void diagnostics_with_methods_answer_authenticated_clients_from_everywhere() throws Exception {
        try (GatewayNode node =
                node("\"gw\": {\"type\": \"websockets\", \"enabled\": \"always\", \"auth\": {" + TICKET + "}}")) {
            String get = "GET /gw HTTP/1.1\r\nHost: gateway.example\r\n";
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.exchange(get + "\r\n")).startsWith("HTTP/1.1 401 ");
            }
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.exchange(get + basic("ann:pass:word") + "\r\n\r\n"))
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("[]");
            }
        }
    }
}
