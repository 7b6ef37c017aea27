package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.StandardConstants;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between the gateway and a backend. */
class EncryptedBackendTest {
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
        return new ScriptedBackend(listen(certificate));
    }

    private SSLServerSocket listen(X509Certificate certificate) throws Exception {
        return EncryptedSockets.listen(authority, keys, certificate);
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
        assertRefused(backend(authority.issue(keys.getPublic(), "other.example")), trusting, "other.example");
        assertRefused(backend(authority.issue(keys.getPublic(), "localhost")), "", "Test Root");
        Instant past = Instant.now().minus(Duration.ofDays(1));
        assertRefused(backend(authority.issue(keys.getPublic(), past, "localhost")), trusting, "not valid now");
    }

    @Test
    void the_host_of_the_url_is_named_to_the_backend() throws Exception {
        List<String> named = new CopyOnWriteArrayList<>();
        SSLServerSocket listening = listen(authority.issue(keys.getPublic(), "localhost"));
        SSLParameters parameters = listening.getSSLParameters();
        parameters.setSNIMatchers(List.of(new SNIMatcher(StandardConstants.SNI_HOST_NAME) {
            @Override
            public boolean matches(SNIServerName name) {
                return named.add(new String(name.getEncoded(), StandardCharsets.US_ASCII));
            }
        }));
        listening.setSSLParameters(parameters);
        try (ScriptedBackend server = new ScriptedBackend(listening);
                GatewayNode node = node(server, ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}")) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            RawPeer backend = server.accept().welcome();
            client.sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
            assertThat(named).containsExactly("localhost");
        }
    }

    @Test
    void a_backend_with_old_versions_of_tls_only_is_not_connected() throws Exception {
        SSLServerSocket listening = listen(authority.issue(keys.getPublic(), "localhost"));
        listening.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertRefused(new ScriptedBackend(listening), ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]}", "TLS");
    }

    @Test
    void a_backend_may_demand_a_certificate_of_the_gateway() throws Exception {
        KeyPair own = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("own.key"), own.getPrivate());
        TestAuthority.write(directory.resolve("own.pem"), authority.issue(own.getPublic(), "gateway"));
        String trusting = ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]%s}";
        // The alert of the backend may be lost with the connection.
        assertRefused(demanding(), trusting.formatted(""), "the TLS handshake");
        try (ScriptedBackend server = demanding();
                GatewayNode node =
                        node(server, trusting.formatted(", \"key\": \"own.key\", \"certificate\": \"own.pem\""))) {
            RawPeer client = node.open("/gw/orders/ws/v1");
            RawPeer backend = server.accept().welcome();
            client.sendText("hello");
            assertThat(backend.read().text()).isEqualTo("hello");
        }
    }

    private ScriptedBackend demanding() throws Exception {
        SSLServerSocket listening = listen(authority.issue(keys.getPublic(), "localhost"));
        EncryptedSockets.demandCertificate(listening);
        return new ScriptedBackend(listening);
    }

    /** The client learns nothing of the backend, and the log has the reason. */
    private void assertRefused(ScriptedBackend server, String tls, String reason) throws Exception {
        assertThat(ProxyLog.during(() -> {
                    try (server;
                            GatewayNode node = node(server, tls)) {
                        RawPeer client = node.open("/gw/orders/ws/v1");
                        RelayedPair.inParallel(server::accept);
                        RawPeer.Frame close = client.readClose();
                        assertThat(close.closeCode()).isEqualTo(1011);
                        assertThat(close.closeText()).isEqualTo("The backend cannot be reached");
                    }
                }))
                .singleElement()
                .asString()
                .contains("wss://localhost:" + server.port(), reason);
    }
}
