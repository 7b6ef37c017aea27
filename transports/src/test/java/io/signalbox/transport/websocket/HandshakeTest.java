package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.websocket.WebSocketSettings.Requests;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
    private static final Requests ANY = TestHost.settings().requests();
    private static final String PUBLISH = "[16,1,{},\"com.topic\",[1]]";

    private TestHost node;

    @BeforeEach
    void start() throws IOException {
        node = TestHost.start();
        node.acceptor.echo();
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wamp.2.json|wamp.2.json",
                "wamp.2.cbor, wamp.2.json|wamp.2.cbor",
                "wamp.2.json,wamp.2.msgpack|wamp.2.json",
                "soap, ,wamp.2.msgpack.batched, wamp.2.json|wamp.2.msgpack.batched",
                ", \t ,wamp.2.ubjson,\twamp.2.cbor.batched ,|wamp.2.cbor.batched",
                "WAMP.2.JSON,wamp.2.json;q=1,wamp.2.cbor wamp.2.json,wamp.2.msgpack|wamp.2.msgpack",
                "wamp.2.json,|wamp.2.json"
            })
    void the_first_known_subprotocol_of_the_client_is_chosen(String offered, String chosen) throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            String answer = peer.request("/ws", "Sec-WebSocket-Protocol: " + offered);
            assertThat(answer).startsWith("HTTP/1.1 101 ");
            assertThat(answer).contains("Sec-WebSocket-Protocol: " + chosen + "\r\n");
            assertThat(answer).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
        }
    }

    @Test
    void an_unknown_subprotocol_is_answered_with_what_is_spoken() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: soap"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("None of the subprotocols is known; this path speaks wamp.2.json, wamp.2.json.batched, "
                            + "wamp.2.msgpack, wamp.2.msgpack.batched, wamp.2.cbor, wamp.2.cbor.batched.");
            assertThat(peer.request("/ws")).startsWith("HTTP/1.1 400 ").contains("No subprotocol was asked for");
        }
        assertThat(node.counters.handshakesRefused.sum()).isEqualTo(2);
        assertThat(node.acceptor.accepted()).isEmpty();
    }

    @Test
    void without_a_subprotocol_it_is_json_where_that_is_allowed() throws IOException {
        restart(new Requests(List.of("*"), true, OptionalInt.empty(), false, false, false), WireFormat.CBOR);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws")).startsWith("HTTP/1.1 101 ").doesNotContain("Sec-WebSocket-Protocol");
            peer.sendText(PUBLISH);
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void a_format_that_is_not_allowed_is_unknown() throws IOException {
        restart(ANY, WireFormat.CBOR);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("speaks wamp.2.cbor, wamp.2.cbor.batched.");
        }
    }

    @Test
    void without_the_option_no_extension_is_agreed_on() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request(
                            "/ws",
                            "Sec-WebSocket-Protocol: wamp.2.json",
                            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"))
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContain("Sec-WebSocket-Extensions");
        }
    }

    @ParameterizedTest
    @CsvSource({"test:9000, 101", "test, 101", "[::1]:9000, 101", "test:8080, 400", "[::1]:80, 400"})
    void behind_a_proxy_the_host_header_has_to_name_the_external_port(String host, int status) throws IOException {
        restart(new Requests(List.of("*"), true, OptionalInt.of(9000), true, false, false), WireFormat.JSON);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(
                            peer.exchange(
                                    "GET /ws HTTP/1.1\r\nHost: " + host + "\r\nUpgrade: websocket\r\n"
                                            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n"))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void a_browser_that_just_looks_gets_a_page_where_there_is_one() throws IOException {
        restart(new Requests(List.of("*"), true, OptionalInt.empty(), true, true, false), WireFormat.JSON);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.exchange(
                            "GET /ws?redirect=https://evil.example.org/&after=0 HTTP/1.1\r\nHost: test\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Type: text/plain;charset=utf-8\r\n")
                    .contains("This is a WAMP router; connect with a WebSocket client and one of the subprotocols"
                            + " wamp.2.json, wamp.2.json.batched.")
                    .doesNotContain("evil")
                    .doesNotContain("Location");
            assertThat(peer.exchange("POST /ws HTTP/1.1\r\nHost: test\r\nContent-Length: 0\r\n\r\n"))
                    .startsWith("HTTP/1.1 426 ");
        }
        assertThat(node.counters.handshakesRefused.sum()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false, Signalbox", "true, Signalbox-test"})
    void the_version_of_the_server_is_shown_where_it_may_be(boolean isShown, String server) throws IOException {
        restart(new Requests(List.of("*"), true, OptionalInt.empty(), true, true, isShown), WireFormat.JSON);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: soap")).contains("Server: " + server + "\r\n");
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 101 ")
                    .contains("Server: " + server + "\r\n");
        }
    }

    @Test
    void another_path_is_not_found() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/other", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void a_browser_that_just_looks_is_told_to_upgrade() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.exchange("GET /ws HTTP/1.1\r\nHost: test\r\n\r\n"))
                    .startsWith("HTTP/1.1 426 ")
                    .contains("Upgrade: websocket\r\n")
                    .contains("This is a WAMP router; connect with a WebSocket client");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Sec-WebSocket-Key: \r\n",
                "Sec-WebSocket-Key: short\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZXg=\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j*Q==\r\n",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
            })
    void anything_but_one_key_of_16_bytes_is_refused(String key) throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.exchange("GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Version: 13\r\n" + key + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n"))
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /ws HTTP/1.1 | Upgrade: WebSocket | Connection: keep-alive, upgrade | 13 | 101",
                "GET /ws?x=1 HTTP/1.1 | Upgrade: h2c, websocket | Connection: Upgrade | 13 | 101",
                "GET /ws HTTP/1.1 | Upgrade: irc | Connection: Upgrade | 13 | 426",
                "GET /ws HTTP/1.1 | X: y | Connection: Upgrade | 13 | 426",
                "GET /ws HTTP/1.1 | Upgrade: websocket | Connection: keep-alive | 13 | 400",
                "GET /ws HTTP/1.1 | Upgrade: websocket | Connection: Upgrade | 8 | 426",
                "GET /ws HTTP/1.1 | Upgrade: websocket | Connection: Upgrade | 013 | 426",
                "GET /ws HTTP/1.1 | Upgrade: websocket | Connection: Upgrade | 13, 8 | 426",
                "POST /ws HTTP/1.1 | Upgrade: websocket | Connection: Upgrade | 13 | 426",
                "GET /ws HTTP/1.0 | Upgrade: websocket | Connection: Upgrade | 13 | 426"
            })
    void the_request_asks_for_websocket_13_as_rfc_6455_says(
            String line, String upgrade, String connection, String version, int status) throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            String answer = peer.exchange(line + "\r\nHost: test\r\n" + upgrade + "\r\n" + connection + "\r\n"
                    + "Sec-WebSocket-Version: " + version + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n");
            assertThat(answer).contains(" " + status + " ");
            if (status == 426) {
                assertThat(answer).contains("Sec-WebSocket-Version: 13\r\n");
            }
        }
    }

    @Test
    void only_one_version_may_be_asked_for() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Version: 8", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 426 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com, 101",
        "https://APP.example.com:443, 101",
        "http://app.example.com, 403",
        "https://example.com.evil.org, 403",
        "http://localhost:8080, 101",
        "http://localhost.evil.org:8080, 403",
        "null, 403"
    })
    void pages_of_other_origins_are_refused(String origin, int status) throws IOException {
        List<String> origins = List.of("https://*.example.com:443", "http://localhost:*");
        restart(new Requests(origins, false, OptionalInt.empty(), true, false, false), WireFormat.JSON);
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json", "Origin: " + origin))
                    .startsWith("HTTP/1.1 " + status + " ");
        }
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            assertThat(peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.json"))
                    .startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void the_first_messages_may_come_with_the_handshake() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            String frame = new String(
                    RawPeer.frame(RawPeer.TEXT, true, PUBLISH.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
            String answer = peer.exchange("GET /ws HTTP/1.1\r\nHost: test\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n"
                    + frame + frame);
            assertThat(answer).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().text()).startsWith("[50,1,");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void the_acceptor_learns_who_connects() throws IOException {
        try (RawPeer peer = RawPeer.dial(node.uri())) {
            peer.request("/ws", "Sec-WebSocket-Protocol: wamp.2.msgpack", "X-Token: one", "x-token: two");
            peer.send(RawPeer.PING, true, new byte[0]);
            peer.read();
            PeerInfo info = node.acceptor.only().connection().peer();
            assertThat(info.listener()).isEqualTo("test");
            assertThat(info.transport()).isEqualTo("websocket");
            assertThat(info.address()).matches("127\\.0\\.0\\.1:\\d+");
            assertThat(info.format()).isEqualTo(WireFormat.MSGPACK);
            assertThat(info.headers().get("x-token")).containsExactly("one", "two");
            assertThat(info.path()).isEqualTo("/ws");
            assertThat(info.subprotocol()).isEqualTo("wamp.2.msgpack");
            assertThat(info.tls()).isEmpty();
        }
    }

    private void restart(Requests requests, WireFormat format) throws IOException {
        node.close();
        node = new TestHost(TestHost.settings(requests), EnumSet.of(format), new RecordingAcceptor());
        node.acceptor.echo();
    }
}
