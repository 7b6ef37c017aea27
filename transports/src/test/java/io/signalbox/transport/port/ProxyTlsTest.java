package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.ProxyTls;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.proxy.TrustedProxies;
import io.signalbox.transport.tls.ListenerTls;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a port knows of the TLS that ends at a proxy in front of it. */
class ProxyTlsTest {
    private static final TrustedProxies LOOPBACK = TrustedProxies.of(List.of("127.0.0.1"));

    /** A header of version 2 that reports TLS 1.3, the server name a.example and the certificate of joe. */
    private static final String TLS_HEADER =
            "0d0a0d0a000d0a515549540a" + "21110030" + "cb007109" + "c6336402" + "d903" + "01bb"
                    + "020009" + "612e6578616d706c65"
                    + "200015" + "0300000000" + "210007" + "544c5376312e33" + "220003" + "6a6f65";

    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private ProxiedPort port;

    @AfterEach
    void stop() {
        port.close();
    }

    @Test
    void the_tls_in_a_proxy_header_makes_the_client_secure() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK), null);
        try (RawPeer webSocket = RawPeer.dial(port.uri());
                RawPeer rawSocket = RawPeer.dial(port.uri());
                RawPeer http = RawPeer.dial(port.uri())) {
            webSocket.write(HexFormat.of().parseHex(TLS_HEADER));
            assertThat(webSocket.exchange(ProxiedPort.HELLO + "\r\n")).startsWith("HTTP/1.1 101 ");
            assertIsOfJoe(peer(0));
            rawSocket.write(HexFormat.of().parseHex(TLS_HEADER + "7ff10000"));
            assertThat(rawSocket.readOctets(2)).containsExactly(0x7F, 0xB1);
            assertIsOfJoe(peer(1));
            http.write(HexFormat.of().parseHex(TLS_HEADER));
            assertThat(http.exchange("GET /json HTTP/1.1\r\nHost: test\r\n\r\n"))
                    .contains("Strict-Transport-Security: max-age=60");
            acceptor.echo();
            webSocket.sendText("[16,1,{},\"a.b\"]");
            assertThat(webSocket.read().text()).startsWith("[50,1,");
        }
    }

    private static void assertIsOfJoe(PeerInfo peer) {
        assertThat(peer.address()).isEqualTo("203.0.113.9:55555");
        assertThat(peer.secure()).isTrue();
        assertThat(peer.tls()).isEmpty();
        assertThat(peer.proxyTls()).contains(new ProxyTls("TLSv1.3", "", "a.example", "", "joe"));
    }

    @Test
    void a_proxy_header_without_tls_leaves_the_client_insecure() throws IOException {
        start(new AddressSettings(0, true, LOOPBACK), null);
        try (RawPeer peer = RawPeer.dial(port.uri());
                RawPeer http = RawPeer.dial(port.uri())) {
            peer.write(HexFormat.of().parseHex(TLS_HEADER.replace("0300000000", "0600000000")));
            assertThat(peer.exchange(ProxiedPort.HELLO + "\r\n")).startsWith("HTTP/1.1 101 ");
            assertThat(peer(0).secure()).isFalse();
            assertThat(peer(0).proxyTls()).isEmpty();
            assertThat(
                            http.exchange(
                                    "PROXY TCP4 203.0.113.9 198.51.100.2 55555 443\r\nGET /json HTTP/1.1\r\nHost: test\r\n\r\n"))
                    .doesNotContain("Strict-Transport-Security");
        }
    }

    @Test
    void a_client_in_the_headers_of_http_has_not_the_tls_of_its_proxy() throws IOException {
        start(new AddressSettings(0, true, TrustedProxies.of(List.of("127.0.0.1", "203.0.113.0/24"))), null);
        try (RawPeer peer = RawPeer.dial(port.uri())) {
            peer.write(HexFormat.of().parseHex(TLS_HEADER));
            assertThat(peer.exchange(
                            ProxiedPort.HELLO + "X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: http\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(peer(0).secure()).isFalse();
            assertThat(peer(0).proxyTls()).isEmpty();
        }
    }

    @Test
    void a_client_in_the_headers_of_http_has_not_the_certificate_of_its_proxy(@TempDir Path directory)
            throws Exception {
        ConnectorHost.Keys keys = ConnectorHost.Keys.makeIn(directory);
        start(new AddressSettings(0, false, LOOPBACK), ListenerTls.read(keys.settings(), Clock.systemUTC()));
        try (RawPeer proxied = over(keys.client());
                RawPeer direct = over(keys.client())) {
            assertThat(proxied.exchange(ProxiedPort.HELLO + "X-Forwarded-For: 198.51.100.7\r\n\r\n"))
                    .startsWith("HTTP/1.1 101 ");
            assertThat(peer(0).secure()).isTrue();
            assertThat(peer(0).tls()).isEmpty();
            assertThat(direct.exchange(ProxiedPort.HELLO + "\r\n")).startsWith("HTTP/1.1 101 ");
            assertThat(peer(1).tls()).isPresent();
        }
    }

    private RawPeer over(SSLContext tls) throws IOException {
        return RawPeer.over(
                tls.getSocketFactory().createSocket("127.0.0.1", port.uri().getPort()), true);
    }

    private PeerInfo peer(int index) {
        return ProxiedPort.peer(acceptor, index);
    }

    private void start(AddressSettings addresses, ListenerTls tls) throws IOException {
        port = new ProxiedPort(addresses, 0, tls, new TransportCounters(), acceptor);
    }
}
