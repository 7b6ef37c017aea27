package io.signalbox.transport.websocket;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.ClosedPort;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.RecordingAcceptor.Accepted;
import io.signalbox.transport.TestClient;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections that this side opens: the opening handshake, the frames of a client, and the end, which the server brings. */
class WebSocketClientTest {
    private static final Subprotocol JSON = new Subprotocol(WireFormat.JSON, false);
    private static final Subprotocol CBOR = new Subprotocol(WireFormat.CBOR, true);
    private static final byte[] NORMAL = {3, (byte) 0xE8};
    private static final long PATIENT_MILLIS = TestHost.PATIENT.writeTimeoutMillis();

    private TestClient client;

    @BeforeEach
    void start() throws IOException {
        start(TestHost.settings().connections(), PATIENT_MILLIS);
    }

    private void start(ConnectionSettings settings, long openTimeoutMillis) throws IOException {
        client = new TestClient(settings, new RecordingAcceptor(), openTimeoutMillis, JSON, CBOR);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
    }

    @Test
    void a_request_says_what_a_server_needs_to_know() throws IOException {
        client.connect(client.uri());
        client.connect(client.uri());
        try (RawPeer first = client.accept();
                RawPeer second = client.accept()) {
            String request = first.readHead();
            assertThat(request)
                    .startsWith("GET /ws?x=1 HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:" + client.uri().getPort() + "\r\n")
                    .contains("\r\nUpgrade: websocket\r\n", "\r\nConnection: Upgrade\r\n")
                    .contains("\r\nSec-WebSocket-Version: 13\r\n")
                    .contains("\r\nSec-WebSocket-Protocol: wamp.2.json, wamp.2.cbor.batched\r\n");
            assertThat(TestClient.acceptOf(request)).isNotEqualTo(TestClient.acceptOf(second.readHead()));
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            HTTP/1.1 404 Not Found~~                        | answered 404 Not Found to the WebSocket handshake
            HTTP/1.1 200 OK~Content-Length: 0~~             | answered 200 OK to the WebSocket handshake
            HTTP/1.1 302 Found~Location: ws://other/~~      | answered 302 Found to the WebSocket handshake, a redirect to ws://other/ - set the URL to that address
            nonsense~~                                      | did not answer in HTTP
            HTTP/1.1 101 X~Upgrade: websocket~{accept}{p}~  | switched to another protocol than WebSocket
            HTTP/1.1 101 X~Upgrade: h2c~{c}{accept}{p}~     | switched to another protocol than WebSocket
            HTTP/1.1 101 X~{u}{c}{p}~                       | did not answer the key of the handshake
            HTTP/1.1 101 X~{u}{c}Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==~{p}~ | did not answer the key
            HTTP/1.1 101 X~{u}{c}{accept}~                  | accepted none of the subprotocols wamp.2.json, wamp.2.cbor.batched - name a server
            HTTP/1.1 101 X~{u}{c}{accept}Sec-WebSocket-Protocol: wamp.2.msgpack~~ | chose the subprotocol wamp.2.msgpack, which is none of
            HTTP/1.1 101 X~{u}{c}{accept}{p}Sec-WebSocket-Extensions: permessage-deflate~~ | which was not offered
            """)
    void an_answer_that_opens_no_websocket_is_explained_and_the_socket_closed(String template, String why)
            throws IOException {
        CompletableFuture<?> opened = client.connect(client.uri());
        try (RawPeer peer = client.accept()) {
            String answer = template.replace("~", "\r\n")
                    .replace("{u}", "Upgrade: websocket\r\n")
                    .replace("{c}", "Connection: Upgrade\r\n")
                    .replace("{p}", "Sec-WebSocket-Protocol: wamp.2.json\r\n")
                    .replace("{accept}", "Sec-WebSocket-Accept: " + TestClient.acceptOf(peer.readHead()) + "\r\n");
            peer.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.atEnd()).isTrue();
        }
        assertThatThrownBy(opened::join)
                .hasCauseInstanceOf(ConnectFailure.class)
                .hasMessageContaining(client.uri().toString().replace("x=1", "x=***") + " ")
                .hasMessageContaining(why);
        assertThat(client.acceptor.accepted()).isEmpty();
    }

    @Test
    void a_head_without_an_end_is_cut_at_8_kib() throws IOException {
        CompletableFuture<?> opened = client.connect(client.uri());
        try (RawPeer peer = client.accept()) {
            peer.write(("HTTP/1.1 101 X\r\nX-Filler: " + "x".repeat(20_000)).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(peer.atEnd()).isTrue();
        }
        assertThatThrownBy(opened::join).hasMessageContaining("did not answer in HTTP");
    }

    @Test
    void a_server_that_goes_or_does_not_listen_is_told_apart() throws IOException {
        CompletableFuture<?> opened = client.connect(client.uri());
        client.accept().close();
        assertThatThrownBy(opened::join).hasMessageContaining("before it answered");
        try (ClosedPort closed = new ClosedPort()) {
            URI nobody = URI.create("ws://127.0.0.1:" + closed.port() + "/ws");
            assertThatThrownBy(client.connect(nobody)::join)
                    .hasMessageContaining(
                            nobody + " cannot be connected to: no process listens at 127.0.0.1:" + closed.port());
        }
    }

    @Test
    void a_server_that_does_not_answer_in_time_is_cut() throws IOException {
        client.close();
        start(TestHost.settings().connections(), 300);
        CompletableFuture<?> opened = client.connect(client.uri());
        try (RawPeer peer = client.accept()) {
            peer.write("HTTP/1.1 101 Switching".getBytes(StandardCharsets.ISO_8859_1));
            peer.readHead();
            assertThat(peer.atEnd()).isTrue();
        }
        assertThatThrownBy(opened::join).hasMessageContaining("is not connected within 300 ms: it waits for the ");
    }

    @Test
    void frames_that_come_with_the_answer_are_delivered() throws IOException {
        CompletableFuture<?> opened = client.connect(client.uri());
        try (RawPeer peer = client.accept()) {
            String answer = TestClient.answer(peer.readHead());
            byte[] message = peer.frameOf(0x81, "[16,1,{},\"a.b\"]".getBytes(StandardCharsets.UTF_8));
            peer.write(
                    (answer + new String(message, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
            opened.join();
            await().until(() -> client.acceptor.accepted().size() == 1
                    && client.acceptor.only().requests().size() == 1);
            assertThat(client.acceptor.only().connection().peer().headers()).containsKey("sec-websocket-accept");
        }
    }

    @Test
    void the_server_closes_the_socket_behind_our_close() throws IOException {
        try (RawPeer peer = client.open()) {
            Accepted one = only();
            one.connection().send(OutboundFrame.single(new Result(7, Map.of(), Payload.EMPTY)));
            one.connection().close(CloseReason.SHUTDOWN);
            assertThat(peer.read().text()).startsWith("[50,7,");
            RawPeer.Frame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(1001);
            peer.send(RawPeer.CLOSE, true, close.payload());
            assertThat(isHeldOpen(one)).isTrue();
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
        }
        assertThat(client.counters.closesTimedOut.sum()).isZero();
    }

    @Test
    void the_server_closes_the_socket_behind_its_own_close_and_our_answer() throws IOException {
        try (RawPeer peer = client.open()) {
            Accepted one = only();
            peer.send(RawPeer.CLOSE, true, NORMAL);
            assertThat(peer.read().payload()).isEqualTo(NORMAL);
            await().until(() -> one.peerCloses().size() == 1);
            assertThat(isHeldOpen(one)).isTrue();
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
            assertThat(one.ends()).containsExactly("code 1000");
        }
        assertThat(client.counters.closesTimedOut.sum()).isZero();
    }

    /** Whether a connection of the same selector is served while this one goes on waiting. */
    private boolean isHeldOpen(Accepted one) throws IOException {
        try (RawPeer other = client.open()) {
            other.send(RawPeer.PING, true, new byte[0]);
            assertThat(other.read().opCode()).isEqualTo(RawPeer.PONG);
        }
        return one.ends().isEmpty();
    }

    @Test
    void a_server_that_does_not_close_the_socket_is_cut() throws IOException {
        client.close();
        start(
                TestHost.settings(1 << 20, 1 << 20, new Timing(500, PATIENT_MILLIS, 0, 0, 12))
                        .connections(),
                PATIENT_MILLIS);
        try (RawPeer peer = client.open()) {
            Accepted one = only();
            peer.send(RawPeer.CLOSE, true, NORMAL);
            assertThat(peer.read().payload()).isEqualTo(NORMAL);
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> one.ends().size() == 1);
        }
        assertThat(client.counters.closesTimedOut.sum()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "a masked frame,        8181 00000000 31, 1002",
        "a reserved bit,        c100,             1002",
        "an unknown opcode,     8300,             1002",
        "a fragmented PING,     0900,             1002",
        "a bad close code,      8802 03e7,        1002",
        "no UTF-8,              8101 ff,          1007",
        "too large,             817f 0000000100000000, 1009"
    })
    void a_bad_frame_of_a_server_is_told_and_the_stream_read_to_its_end(String ignored, String frame, int code)
            throws IOException {
        client.acceptor.abortViolators();
        try (RawPeer peer = client.open()) {
            peer.write(HexFormat.of().parseHex(frame.replace(" ", "")));
            peer.write(new byte[100_000]);
            RawPeer.Frame close = peer.readClose();
            assertThat(close.closeCode()).isEqualTo(code);
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
            await().until(() -> only().ends().size() == 1);
            assertThat(only().violations()).hasSize(1);
        }
        assertThat(client.counters.closesTimedOut.sum()).isZero();
        assertThat(client.assembly.reservedBytes()).isZero();
    }

    @Test
    void a_client_that_stops_ends_its_connections() throws IOException {
        RawPeer peer = client.open();
        Accepted one = only();
        client.close();
        assertThat(peer.atEnd()).isTrue();
        assertThat(one.ends()).hasSize(1);
        peer.close();
    }

    private Accepted only() {
        await().until(() -> !client.acceptor.accepted().isEmpty());
        return client.acceptor.accepted().get(0);
    }
}
