package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.proxy.TrustedProxies;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a port makes of the proxies in front of it, over sockets. */
class BehindProxiesTest {
    private static final TrustedProxies LOOPBACK = TrustedProxies.of(List.of("127.0.0.1", "::1"));
    private static final TrustedProxies OTHERS = TrustedProxies.of(List.of("192.0.2.0/24"));
    private static final String HEADER = "PROXY TCP4 203.0.113.9 198.51.100.2 55555 443\r\n";

    private final TransportCounters counters = new TransportCounters();
    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private ProxiedPort port;
    private URI uri;

    @AfterEach
    void stop() {
        port.close();
    }

    @Test
    void the_client_of_a_proxy_header_is_the_peer_of_a_websocket() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange(HEADER + ProxiedPort.HELLO + "\r\n")).startsWith("HTTP/1.1 101 ");
            assertThat(address(0)).isEqualTo("203.0.113.9:55555");
            acceptor.echo();
            peer.sendText("[16,1,{},\"a.b\"]");
            assertThat(peer.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void a_proxy_header_may_arrive_byte_by_byte_and_glued_to_what_follows() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK));
        try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
            socket.setTcpNoDelay(true);
            for (byte one : HEADER.getBytes(StandardCharsets.US_ASCII)) {
                socket.getOutputStream().write(one);
            }
            socket.getOutputStream().write(new byte[] {0x7F, (byte) 0xF1, 0, 0});
            assertThat(new DataInputStream(socket.getInputStream()).readInt() >>> 24)
                    .isEqualTo(0x7F);
            assertThat(address(0)).isEqualTo("203.0.113.9:55555");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /json HTTP/1.1\r\nHost: test\r\n\r\n",
                "PROXY TCP4 localhost 198.51.100.2 1 2\r\nGET /json HTTP/1.1\r\nHost: test\r\n\r\n",
                "PROXY TCP4 203.0.113.9\r\n",
                "PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                "\u007f\u00f1\u0000\u0000",
                "\r\n\r\n\u0000\r\nQUIT\n\u0021\u0011\u0000\u0000"
            })
    void a_connection_without_a_proper_header_is_closed_without_an_answer(String bytes) throws IOException {
        start(new AddressSettings(0, true, LOOPBACK));
        try (Socket socket = new Socket("127.0.0.1", uri.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        } catch (IOException e) {
            // A socket that is closed with unread bytes is reset.
            assertThat(e).hasMessageContaining("reset");
        }
        await().until(() -> counters.proxyHeadersRefused.sum() == 1);
        assertServes();
    }

    @Test
    void a_header_that_is_cut_is_counted_and_a_connection_without_a_byte_is_not() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK));
        try (RawPeer peer = RawPeer.dial(uri);
                RawPeer silent = RawPeer.dial(uri)) {
            silent.endOutput();
            assertThat(silent.atEnd()).isTrue();
            peer.write("PROXY TCP4 203.0".getBytes(StandardCharsets.US_ASCII));
            peer.endOutput();
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(counters.proxyHeadersRefused.sum()).isEqualTo(1);
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 6, 20})
    void a_header_that_stalls_is_cut_with_the_handshake(int bytes) throws IOException {
        start(new AddressSettings(0, true, LOOPBACK), 500);
        try (RawPeer peer = RawPeer.dial(uri)) {
            peer.write(HEADER.substring(0, bytes).getBytes(StandardCharsets.US_ASCII));
            assertThat(peer.atEnd()).isTrue();
        }
        await().until(() -> counters.handshakesTimedOut.sum() == 1);
    }

    @Test
    void a_peer_that_is_no_trusted_proxy_is_closed_where_a_header_is_mandatory() throws IOException {
        start(new AddressSettings(0, true, OTHERS));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.atEnd()).isTrue();
        }
        assertThat(counters.proxiesRefused.sum()).isEqualTo(1);
    }

    @Test
    void a_connection_of_the_proxy_itself_has_the_address_of_the_proxy() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange("PROXY UNKNOWN\r\n" + ProxiedPort.HELLO + "\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(0)).startsWith("127.0.0.1:");
        }
    }

    @Test
    void forwarded_headers_count_from_a_trusted_proxy() throws IOException {
        start(new AddressSettings(0, false, LOOPBACK));
        try (RawPeer peer = RawPeer.dial(uri);
                RawPeer other = RawPeer.dial(uri)) {
            assertThat(peer.exchange(ProxiedPort.HELLO
                            + "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\nX-Forwarded-Proto: https\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(0)).isEqualTo("203.0.113.9");
            assertThat(peer(0).secure()).isTrue();
            assertThat(other.exchange(ProxiedPort.HELLO + "Forwarded: for=\"[2001:db8::9]:77\"\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(1)).isEqualTo("[2001:db8:0:0:0:0:0:9]:77");
            assertThat(peer(1).secure()).isFalse();
        }
    }

    @Test
    void forwarded_headers_do_not_count_from_another_peer() throws IOException {
        start(new AddressSettings(0, false, OTHERS));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange(ProxiedPort.HELLO + "X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n"
                            + "Forwarded: for=192.0.2.2;proto=https\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(0)).startsWith("127.0.0.1:");
            assertThat(peer(0).secure()).isFalse();
        }
    }

    @Test
    void forwarded_headers_behind_a_proxy_header_count_from_its_client() throws IOException {
        start(new AddressSettings(0, true, TrustedProxies.of(List.of("127.0.0.1", "203.0.113.0/24"))));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange(HEADER + ProxiedPort.HELLO + "X-Forwarded-For: 198.51.100.7\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(0)).isEqualTo("198.51.100.7");
        }
        stop();
        start(new AddressSettings(0, true, LOOPBACK));
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange(HEADER + ProxiedPort.HELLO + "X-Forwarded-For: 198.51.100.7\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(address(1)).isEqualTo("203.0.113.9:55555");
        }
    }

    @Test
    void contradicting_headers_are_refused() throws IOException {
        start(new AddressSettings(0, false, LOOPBACK));
        for (String headers : List.of(
                "X-Forwarded-For: 203.0.113.9\r\nForwarded: for=198.51.100.1\r\n",
                "Forwarded: for=\"203.0.113.9\r\n")) {
            try (RawPeer peer = RawPeer.dial(uri)) {
                assertThat(peer.exchange(ProxiedPort.HELLO + headers + "\r\n")).startsWith("HTTP/1.1 400 ");
            }
        }
        assertThat(counters.forwardedRefused.sum()).isEqualTo(2);
        assertThat(acceptor.accepted()).isEmpty();
    }

    @Test
    void an_address_has_as_many_connections_as_it_may() throws IOException {
        start(new AddressSettings(2, false, TrustedProxies.NONE));
        RawPeer one = open("");
        try (RawPeer two = open("")) {
            try (RawPeer third = RawPeer.dial(uri)) {
                assertThat(third.atEnd()).isTrue();
            }
            assertThat(counters.addressesRefused.sum()).isEqualTo(1);
            one.close();
            await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
                open("").close();
                return true;
            });
            acceptor.echo();
            two.sendText("[16,1,{},\"a.b\"]");
            assertThat(two.read().text()).startsWith("[50,1,");
        }
    }

    @Test
    void clients_of_a_proxy_count_for_themselves() throws IOException {
        start(new AddressSettings(1, false, LOOPBACK));
        List<RawPeer> open = new ArrayList<>();
        try {
            for (String client : List.of("203.0.113.1", "203.0.113.2", "2001:db8:0:1::1", "2001:db8:0:2::1")) {
                open.add(open("X-Forwarded-For: " + client + "\r\n"));
            }
            for (String client : List.of("203.0.113.1", "2001:db8:0:1:ffff::2", "::ffff:203.0.113.2")) {
                try (RawPeer peer = RawPeer.dial(uri)) {
                    assertThat(peer.exchange(ProxiedPort.HELLO + "X-Forwarded-For: " + client + "\r\n\r\n"))
                            .startsWith("HTTP/1.1 429 ")
                            .contains("Connection: close");
                }
            }
            assertThat(counters.addressesRefused.sum()).isEqualTo(3);
        } finally {
            for (RawPeer peer : open) {
                peer.close();
            }
        }
        await().ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            open("X-Forwarded-For: 203.0.113.1\r\n").close();
            return true;
        });
    }

    @Test
    void a_connection_of_a_proxy_counts_for_the_client_of_its_latest_request() throws IOException {
        start(new AddressSettings(1, false, LOOPBACK));
        String request = "GET /json HTTP/1.1\r\nHost: test\r\nX-Forwarded-For: ";
        try (RawPeer kept = RawPeer.dial(uri);
                RawPeer other = RawPeer.dial(uri)) {
            assertThat(kept.exchange(request + "203.0.113.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(kept.exchange(request + "203.0.113.2\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(other.exchange(request + "203.0.113.1\r\n\r\n")).startsWith("HTTP/1.1 200 ");
            assertThat(kept.exchange(request + "203.0.113.1\r\n\r\n")).startsWith("HTTP/1.1 429 ");
        }
    }

    @Test
    void clients_of_a_proxy_header_count_for_themselves() throws IOException {
        start(new AddressSettings(1, true, LOOPBACK));
        try (RawPeer one = RawPeer.dial(uri);
                RawPeer two = RawPeer.dial(uri);
                RawPeer other = RawPeer.dial(uri)) {
            assertThat(one.exchange(HEADER + ProxiedPort.HELLO + "\r\n")).startsWith("HTTP/1.1 101 ");
            two.write(HEADER.getBytes(StandardCharsets.US_ASCII));
            assertThat(two.atEnd()).isTrue();
            assertThat(other.exchange(HEADER.replace("203.0.113.9", "203.0.113.8") + ProxiedPort.HELLO + "\r\n"))
                    .startsWith("HTTP/1.1 101 ");
        }
    }

    private RawPeer open(String headers) throws IOException {
        RawPeer peer = RawPeer.dial(uri);
        try {
            String answer = peer.exchange(ProxiedPort.HELLO + headers + "\r\n");
            if (!answer.startsWith("HTTP/1.1 101 ")) {
                throw new IOException(answer);
            }
            return peer;
        } catch (IOException e) {
            peer.close();
            throw e;
        }
    }

    private void assertServes() throws IOException {
        try (RawPeer peer = RawPeer.dial(uri)) {
            assertThat(peer.exchange(HEADER + "GET /json HTTP/1.1\r\nHost: test\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    private String address(int index) {
        return peer(index).address();
    }

    private PeerInfo peer(int index) {
        return ProxiedPort.peer(acceptor, index);
    }

    private void start(AddressSettings addresses) throws IOException {
        start(addresses, 0);
    }

    private void start(AddressSettings addresses, long handshakeTimeoutMillis) throws IOException {
        port = new ProxiedPort(addresses, handshakeTimeoutMillis, null, counters, acceptor);
        uri = port.uri();
    }
}
