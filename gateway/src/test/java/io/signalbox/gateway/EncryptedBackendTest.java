package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between the gateway and a backend. */
class EncryptedBackendTest {
    private static final char[] PASSWORD = "password".toCharArray();

    @TempDir
    private Path directory;

    private TestAuthority authority;
    private KeyPair keys;

    @BeforeEach
    void begin() throws Exception {
        authority = TestAuthority.root("Test Root");
        keys = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
    }

    private ScriptedBackend backend(X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new X509Certificate[] {certificate});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        ServerSocket server =
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        return new ScriptedBackend(server);
    }

    private GatewayNode node(ScriptedBackend backend, String tls) throws IOException {
        return GatewayNode.start(
                directory,
                "\"gw\": {\"type\": \"websocket-reverseproxy\", \"connect_timeout\": 10000, \"routes\": [{\"service\":"
                        + " \"orders\", \"connect_attempts\": 1, \"backends\": [{\"url\": \"wss://localhost:"
                        + backend.port() + "/\"" + tls + "}]}]}");
    }

    @Test
    void a_backend_with_a_trusted_certificate_is_connected() throws Exception {
        try (ScriptedBackend server = backend(authority.issue(keys.getPublic(), "localhost"));
                GatewayNode node = node(server, ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}")) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            client.sendText("hello");
            RawPeer backend = server.accept().welcome();
            assertThat(backend.read().text()).isEqualTo("hello");
            byte[] large = new byte[300_000];
            backend.send(RawPeer.BINARY, true, large);
            int bytes = 0;
            while (bytes < large.length) {
                bytes += client.read().payload().length;
            }
            assertThat(bytes).isEqualTo(large.length);
            backend.close();
            assertThat(client.readClose().closeCode()).isEqualTo(1011);
        }
    }

    @Test
    void a_backend_with_a_wrong_certificate_is_not() throws Exception {
        String trusting = ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}";
        assertRefused(authority.issue(keys.getPublic(), "other.example"), trusting);
        assertRefused(authority.issue(keys.getPublic(), "localhost"), "");
        Instant past = Instant.now().minus(Duration.ofDays(1));
        assertRefused(authority.issue(keys.getPublic(), past, "localhost"), trusting);
    }

    private void assertRefused(X509Certificate certificate, String tls) throws Exception {
        try (ScriptedBackend server = backend(certificate);
                GatewayNode node = node(server, tls)) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            RelayedPair.inParallel(server::accept);
            RawPeer.Frame close = client.readClose();
            assertThat(close.closeCode()).isEqualTo(1011);
            assertThat(close.closeText()).isEqualTo("The backend cannot be reached");
        }
    }
}
