package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampException;
import io.signalbox.client.WampSession;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP requests whose bodies are the messages of one WebSocket. */
class HttpWebSocketTest {
    private static final String SOAP =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Envelope><test>Value</test></Envelope>";

    private static final String CONFIG =
            """
            {"version": 2, "controller": {"id": "node1"}, "workers": [{"type": "router",
              "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": [{"uri": "", "match": "prefix",
                  "allow": {"call": true, "register": true, "publish": true, "subscribe": true}}]},
                {"name": "esb", "permissions": [
                  {"uri": "esb.", "match": "prefix", "allow": {"call": true, "publish": true}}]}]}],
              "transports": [{"type": "web", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}, "paths": {
                "ws": {"type": "websocket"},
                "services/proxy": {"type": "http-websocket", "realm": "realm1", "role": "esb",
                  "backend": {"url": "ws://127.0.0.1:%d/websocket"%s}%s}}}]}]}
            """;

    @TempDir
    private Path directory;

    private final BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();

    private GatewayNode node(int port, String ofBackend, String ofItem) throws IOException {
        return GatewayNode.startWith(directory, CONFIG.formatted(port, ofBackend, ofItem), Map.of());
    }

    /** A node whose item has no hooks. */
    private GatewayNode plain(int port, String members) throws IOException {
        return GatewayNode.start(
                directory,
                "\"services/proxy\": {\"type\": \"http-websocket\", \"backend\": {\"url\": \"ws://127.0.0.1:" + port
                        + "/\"}" + members + "}");
    }

    private static String post(GatewayNode node, String type, byte[] body) throws IOException {
        return request(node, "POST", type, body);
    }

    private static String request(GatewayNode node, String method, String type, byte[] body) throws IOException {
        try (RawPeer client = RawPeer.dial(node.uri("/"))) {
            String head = method + " /services/proxy HTTP/1.1\r\nHost: test\r\nContent-Length: " + body.length + "\r\n"
                    + (type.isEmpty() ? "" : "Content-Type: " + type + "\r\n") + "\r\n";
            return client.exchange(head + new String(body, StandardCharsets.ISO_8859_1));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private JsonNode told() throws InterruptedException {
        JsonNode kwargs = told.poll(Patience.SECONDS, TimeUnit.SECONDS);
        assertThat(kwargs).as("what the procedure or the topic is told").isNotNull();
        return kwargs;
    }

    private WampClient client(GatewayNode node) {
        URI uri = node.uri("/ws");
        return WampClient.builder("ws://" + uri.getAuthority() + "/ws", "realm1")
                .build();
    }

    @Test
    void bodies_are_answered_at_once_and_arrive_unchanged_over_one_connection() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), "")) {
            ScriptedBackend.Accepted accepted = server.accept();
            // The backend is still in its handshake.
            assertThat(post(node, "text/xml", bytes(SOAP))).startsWith("HTTP/1.1 202 ");
            try (RawPeer backend = accepted.welcome()) {
                RawPeer.Frame first = backend.read();
                assertThat(first.opCode()).isEqualTo(RawPeer.TEXT);
                assertThat(first.text()).isEqualTo(SOAP);
                assertThat(post(node, "application/octet-stream", new byte[] {0, (byte) 0xFF}))
                        .startsWith("HTTP/1.1 202 ");
                RawPeer.Frame second = backend.read();
                assertThat(second.opCode()).isEqualTo(RawPeer.BINARY);
                assertThat(second.payload()).containsExactly(0, 0xFF);
                assertThat(post(node, "", new byte[0])).startsWith("HTTP/1.1 202 ");
                assertThat(backend.read().payload()).isEmpty();
            }
        }
    }

    @Test
    void the_handshake_offers_the_content_type_and_has_the_headers_of_the_item() throws Exception {
        String backend = ", \"content_type\": \"application/json\", \"headers\": {\"X-Key\": \"k1\"}";
        for (String chosen : new String[] {"", "Sec-WebSocket-Protocol: synapse(contentType='application/json')"}) {
            try (ScriptedBackend server = new ScriptedBackend();
                    GatewayNode node = node(server.port(), backend, ", \"outflow\": {\"topic\": \"esb.answers\"}")) {
                ScriptedBackend.Accepted accepted = server.accept();
                assertThat(accepted.header("Sec-WebSocket-Protocol"))
                        .isEqualTo("synapse(contentType='application/json')");
                assertThat(accepted.header("X-Key")).isEqualTo("k1");
                assertThat(accepted.header("Via")).isEqualTo("1.1 node1");
                try (RawPeer peer = chosen.isEmpty() ? accepted.welcome() : accepted.welcome(chosen)) {
                    assertThat(post(node, "text/xml", bytes(SOAP))).startsWith("HTTP/1.1 202 ");
                    assertThat(peer.read().text()).isEqualTo(SOAP);
                }
            }
        }
    }

    @Test
    void text_is_decoded_by_its_charset_and_text_that_cannot_be_decoded_is_refused() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), "");
                RawPeer backend = server.accept().welcome()) {
            Map<String, Charset> types = Map.of(
                    "text/plain;charset=iso-8859-1",
                    StandardCharsets.ISO_8859_1,
                    "application/json; charset=\"UTF-16BE\"",
                    StandardCharsets.UTF_16BE,
                    "text/json",
                    StandardCharsets.UTF_8,
                    "TEXT/HTML",
                    StandardCharsets.UTF_8);
            for (Map.Entry<String, Charset> type : types.entrySet()) {
                String answer = post(node, type.getKey(), "grüße".getBytes(type.getValue()));
                assertThat(answer).as(type.getKey()).startsWith("HTTP/1.1 202 ");
                RawPeer.Frame frame = backend.read();
                assertThat(frame.opCode()).as(type.getKey()).isEqualTo(RawPeer.TEXT);
                assertThat(frame.text()).as(type.getKey()).isEqualTo("grüße");
            }
            assertThat(post(node, "application/problem+json", bytes("{}"))).startsWith("HTTP/1.1 202 ");
            assertThat(backend.read().opCode()).isEqualTo(RawPeer.BINARY);
            assertThat(post(node, "application/json", new byte[] {(byte) 0xFF}))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("not valid UTF-8");
            assertThat(post(node, "text/plain;charset=klingon", new byte[1]))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("charset");
            assertThat(post(node, "text/plain", bytes("next"))).startsWith("HTTP/1.1 202 ");
            assertThat(backend.read().text()).isEqualTo("next");
        }
    }

    @Test
    void requests_that_are_no_messages_are_refused() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), ", \"max_body\": 100, \"body_timeout\": 1000");
                RawPeer backend = server.accept().welcome()) {
            assertThat(request(node, "GET", "", new byte[0]))
                    .startsWith("HTTP/1.1 405 ")
                    .contains("Allow: POST\r\n");
            assertThat(post(node, "text/plain", new byte[101]))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("longer than 100 bytes");
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                String chunk = "40\r\n" + "a".repeat(64) + "\r\n";
                assertThat(client.exchange("POST /services/proxy HTTP/1.1\r\nHost: test\r\n"
                                + "Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk))
                        .startsWith("HTTP/1.1 413 ");
            }
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.exchange(
                                "POST /services/proxy HTTP/1.1\r\nHost: test\r\nContent-Length: 10\r\n\r\nslow"))
                        .startsWith("HTTP/1.1 408 ")
                        .contains("Connection: close\r\n");
                assertThat(client.atEnd()).isTrue();
            }
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.exchange("POST /services/proxy HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n"
                                + "Content-Encoding: gzip\r\n\r\na"))
                        .startsWith("HTTP/1.1 415 ");
            }
            try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                assertThat(client.exchange(
                                "POST /services/proxy/below HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"))
                        .startsWith("HTTP/1.1 404 ");
            }
            assertThat(post(node, "text/plain", new byte[100])).startsWith("HTTP/1.1 202 ");
            assertThat(backend.read().payload()).hasSize(100);
        }
    }

    @Test
    void the_answers_of_the_backend_reach_the_outflow_in_order() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(server.port(), "", ", \"outflow\": {\"procedure\": \"esb.answer\"}");
                WampClient client = client(node);
                RawPeer backend = server.accept().welcome()) {
            client.connect().register("esb.answer", call -> told.add(call.kwargs()));
            for (int i = 0; i < 20; i++) {
                backend.sendText("answer " + i);
            }
            backend.send(RawPeer.BINARY, true, new byte[] {1, 2});
            for (int i = 0; i < 20; i++) {
                JsonNode kwargs = told();
                assertThat(kwargs.path("data").asText()).isEqualTo("answer " + i);
                assertThat(kwargs.path("type").asText()).isEqualTo("message");
                assertThat(kwargs.path("direction").asText()).isEqualTo("out");
                assertThat(kwargs.path("path").asText()).isEqualTo("/services/proxy");
                assertThat(kwargs.path("binary").asBoolean()).isFalse();
                assertThat(kwargs.path("ts").asText()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
            }
            JsonNode binary = told();
            assertThat(binary.path("binary").asBoolean()).isTrue();
            assertThat(binary.path("data").binaryValue()).containsExactly(1, 2);
        }
    }

    @Test
    void an_outflow_that_fails_is_a_fault_and_the_next_answer_follows() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(
                        server.port(),
                        "",
                        ", \"outflow\": {\"procedure\": \"esb.answer\"}, \"fault\": {\"procedure\": \"esb.fault\"}");
                WampClient client = client(node);
                RawPeer backend = server.accept().welcome()) {
            WampSession session = client.connect();
            session.register("esb.fault", call -> told.add(call.kwargs()));
            session.register("esb.answer", call -> {
                if (call.kwarg("data", String.class).equals("bad")) {
                    throw new WampException("esb.error.bad", "no good");
                }
                return told.add(call.kwargs());
            });
            backend.sendText("bad");
            backend.sendText("good");
            JsonNode first = told();
            JsonNode second = told();
            JsonNode fault = first.has("stage") ? first : second;
            JsonNode good = first.has("stage") ? second : first;
            assertThat(good.path("data").asText()).isEqualTo("good");
            assertThat(fault.path("stage").asText()).isEqualTo("outflow");
            assertThat(fault.path("direction").asText()).isEqualTo("out");
            assertThat(fault.path("data").asText()).isEqualTo("bad");
            assertThat(fault.path("error").path("uri").asText()).isEqualTo("esb.error.bad");
            assertThat(fault.path("error").path("args").path(0).asText()).isEqualTo("no good");
        }
    }

    @Test
    void a_body_for_a_backend_that_is_down_is_refused_and_goes_to_fault() throws Exception {
        try (ClosedPort closed = new ClosedPort();
                GatewayNode node = node(closed.port(), "", ", \"fault\": {\"procedure\": \"esb.fault\"}");
                WampClient client = client(node)) {
            client.connect().register("esb.fault", call -> told.add(call.kwargs()));
            String[] answer = {""};
            // The first attempt may be under way: then the body is accepted, and goes to fault as well.
            Patience.await().until(() -> {
                answer[0] = post(node, "text/plain", bytes("body"));
                return !answer[0].startsWith("HTTP/1.1 202 ");
            });
            assertThat(answer[0]).startsWith("HTTP/1.1 503 ").containsPattern("Retry-After: \\d+\r\n");
            JsonNode fault = told();
            while (!fault.path("stage").asText().equals("connect")) {
                assertThat(fault.path("stage").asText()).isEqualTo("send");
                fault = told();
            }
            assertThat(fault.path("data").asText()).isEqualTo("body");
            assertThat(fault.path("direction").asText()).isEqualTo("in");
            assertThat(fault.path("reason").asText()).contains("cannot be connected to");
            assertThat(fault.path("client").asText()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void a_request_that_has_come_through_this_node_or_through_eight_gateways_is_a_loop() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), "");
                RawPeer backend = server.accept().welcome()) {
            for (String via : new String[] {
                "1.0 first, 1.1 node1", "1.1 a, 1.1 b, 1.1 c, 1.1 d, 1.1 e, 1.1 f, 1.1 g, 1.1 h", "1.1 other"
            }) {
                try (RawPeer client = RawPeer.dial(node.uri("/"))) {
                    assertThat(client.exchange("POST /services/proxy HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\n"
                                    + "Via: " + via + "\r\n\r\na"))
                            .as(via)
                            .startsWith("HTTP/1.1 " + (via.equals("1.1 other") ? 202 : 508) + " ");
                }
            }
            assertThat(backend.read().payload()).containsExactly('a');
        }
    }

    @Test
    void the_status_of_a_backend_that_is_down_can_be_another_one() throws Exception {
        try (ClosedPort closed = new ClosedPort();
                GatewayNode node = plain(closed.port(), ", \"status_when_down\": 502, \"active\": false")) {
            assertThat(post(node, "text/plain", bytes("body")))
                    .startsWith("HTTP/1.1 502 ")
                    .contains("Retry-After: 60\r\n", "not active");
        }
    }

    @Test
    void a_body_that_was_accepted_and_is_not_written_goes_to_fault() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node =
                        node(server.port(), "", ", \"connect\": \"lazy\", \"fault\": {\"procedure\": \"esb.fault\"}");
                WampClient client = client(node)) {
            client.connect().register("esb.fault", call -> told.add(call.kwargs()));
            assertThat(post(node, "text/plain", bytes("first"))).startsWith("HTTP/1.1 202 ");
            server.accept().refuse("500 Internal Server Error");
            JsonNode fault = told();
            assertThat(fault.path("stage").asText()).isEqualTo("send");
            assertThat(fault.path("data").asText()).isEqualTo("first");
            assertThat(fault.path("reason").asText()).contains("500");
        }
    }

    @Test
    void a_buffer_without_room_refuses_a_body() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), ", \"buffer\": {\"max_bytes\": 1024}")) {
            ScriptedBackend.Accepted accepted = server.accept();
            assertThat(post(node, "text/plain", new byte[1000])).startsWith("HTTP/1.1 202 ");
            assertThat(post(node, "text/plain", new byte[1000]))
                    .startsWith("HTTP/1.1 503 ")
                    .contains("Retry-After: 1\r\n");
            try (RawPeer backend = accepted.welcome()) {
                assertThat(backend.read().payload()).hasSize(1000);
                Patience.await()
                        .until(() -> post(node, "text/plain", bytes("room")).startsWith("HTTP/1.1 202 "));
                assertThat(backend.read().text()).isEqualTo("room");
            }
        }
    }

    @Test
    void a_backend_that_was_lost_is_connected_again() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), "")) {
            server.accept().welcome().close();
            try (RawPeer backend = server.accept().welcome()) {
                Patience.await()
                        .until(() -> post(node, "text/plain", bytes("again")).startsWith("HTTP/1.1 202 "));
                assertThat(backend.read().text()).isEqualTo("again");
            }
        }
    }

    @Test
    void a_stopping_node_tells_the_backend() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = plain(server.port(), "");
                RawPeer backend = server.accept().welcome()) {
            Patience.await().until(() -> post(node, "text/plain", bytes("last")).startsWith("HTTP/1.1 202 "));
            RelayedPair.inParallel(node::stop);
            RawPeer.Frame close = backend.readClose();
            assertThat(close.closeCode()).isEqualTo(1001);
            assertThat(close.closeText()).isEqualTo("shutdown");
        }
    }
}
