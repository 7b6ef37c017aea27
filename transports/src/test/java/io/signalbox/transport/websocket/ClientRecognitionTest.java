package io.signalbox.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.RecognizedClient;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import io.signalbox.transport.websocket.ClientRecognition.Recognized;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cookies of requests and answers at a path that recognizes its clients. */
class ClientRecognitionTest {
    private static final String JSON = "Sec-WebSocket-Protocol: wamp.2.json";
    private static final RecognizedClient CLIENT = () -> "name";

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private final List<List<String>> asked = new ArrayList<>();
    private Recognized answer = new Recognized(Optional.of(CLIENT), Optional.of("a=b; Path=/"), List.of("other=1"));
    private ListeningPort port;

    @BeforeEach
    void start() throws IOException {
        TransportCounters counters = new TransportCounters();
        ConnectionResources connections = new ConnectionResources(
                TestHost.SERIALIZERS,
                acceptor,
                counters,
                new AssemblyBudget(1 << 20),
                new OutboundBudget(1 << 20, Runnable::run),
                Runnable::run);
        ClientRecognition recognition = (cookies, secure) -> {
            assertThat(secure).isFalse();
            asked.add(cookies);
            return answer;
        };
        WebSocketResources resources =
                new WebSocketResources(connections, new DeflateMemory(0, counters), "Signalbox-test", recognition);
        port = new ListeningPort(
                TestHost.listener(1, 100),
                counters,
                PortProtocols.http(List.of(TestHost.path(TestHost.settings(), resources))));
        port.start();
    }

    @AfterEach
    void stop() {
        port.stop();
    }

    private String request(String... headers) throws IOException {
        try (RawPeer peer = RawPeer.dial(URI.create(port.address()))) {
            return peer.request("/ws", headers);
        }
    }

    private PeerInfo peer() {
        // The connection begins behind the answer.
        Patience.await().until(() -> !acceptor.accepted().isEmpty());
        return acceptor.only().connection().peer();
    }

    @Test
    void a_new_client_gets_a_cookie_and_its_connection_knows_it() throws IOException {
        assertThat(request(JSON, "Cookie: a=secret; other=1", "Cookie: c=d"))
                .startsWith("HTTP/1.1 101 ")
                .contains("Set-Cookie: a=b; Path=/\r\n");
        assertThat(asked).containsExactly(List.of("a=secret; other=1", "c=d"));
        assertThat(peer().client()).containsSame(CLIENT);
        assertThat(peer().headers().get("cookie")).containsExactly("other=1");
        assertThat(peer().headers()).containsKey("upgrade");
        assertThat(peer().toString()).doesNotContain("secret", "other");
    }

    @Test
    void a_known_client_gets_no_cookie() throws IOException {
        answer = new Recognized(Optional.of(CLIENT), Optional.empty(), List.of());
        assertThat(request(JSON, "Cookie: a=secret"))
                .startsWith("HTTP/1.1 101 ")
                .doesNotContain("Set-Cookie");
        assertThat(peer().client()).containsSame(CLIENT);
        assertThat(peer().headers()).doesNotContainKey("cookie");
    }

    @Test
    void a_refused_handshake_gets_no_cookie() throws IOException {
        assertThat(request("Sec-WebSocket-Protocol: soap"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("Set-Cookie");
        assertThat(asked).isEmpty();
    }

    @Test
    void a_path_that_recognizes_nobody_leaves_the_cookies_as_they_are() {
        Recognized nobody = ClientRecognition.NONE.recognize(List.of("a=b"), true);
        assertThat(nobody).isEqualTo(new Recognized(Optional.empty(), Optional.empty(), List.of("a=b")));
    }
}
