package io.signalbox.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS between clients and the services of the gateway. */
class EncryptedClientTest {
    private static final String TLS =
            ", \"tls\": {\"key\": \"key.pem\", \"certificate\": \"cert.pem\", \"ca_certificates\": [\"ca.pem\"],"
                    + " \"client_certificate\": \"optional\"}";
    private static final char[] PASSWORD = "password".toCharArray();
    private static final String POST =
            "POST /gw HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + "Content-Length: 5\r\n\r\nhello";

    @TempDir
    private Path directory;

    private TestAuthority authority;
    private KeyPair clientKeys;
    private X509Certificate clientCertificate;

    @BeforeEach
    void begin() throws Exception {
        authority = TestAuthority.root("Test Root");
        KeyPair keys = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
        TestAuthority.write(directory.resolve("key.pem"), keys.getPrivate());
        TestAuthority.write(directory.resolve("cert.pem"), authority.issue(keys.getPublic(), "localhost"));
        clientKeys = TestAuthority.newKeys("EC");
        clientCertificate = authority.issue(clientKeys.getPublic(), "client.example");
    }

    private GatewayNode node(ScriptedBackend backend, String members) throws IOException {
        return GatewayNode.start(
                directory,
                TLS,
                "\"gw\": {\"type\": \"http-websocket\", \"backend\": {\"url\": \"ws://127.0.0.1:" + backend.port()
                        + "/\"}" + members + "}");
    }

    /** A connection over TLS, with or without the certificate of the client. */
    private RawPeer dial(GatewayNode node, boolean showsCertificate) throws Exception {
        KeyStore trusted = store();
        trusted.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyStore own = store();
        if (showsCertificate) {
            own.setKeyEntry("client", clientKeys.getPrivate(), PASSWORD, new X509Certificate[] {clientCertificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return RawPeer.over(
                context.getSocketFactory()
                        .createSocket("127.0.0.1", node.uri("/").getPort()),
                true);
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    @Test
    void a_client_over_tls_that_leaves_before_it_is_accepted_takes_its_backend_along() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = GatewayNode.start(directory, TLS, "\"gw\": " + server.item())) {
            RawPeer client = dial(node, false);
            client.write(RawPeer.handshake("/gw").getBytes(StandardCharsets.US_ASCII));
            ScriptedBackend.Accepted connecting = server.accept();
            client.close();
            assertThat(connecting.peer().atEnd()).isTrue();
        }
    }

    @Test
    void bodies_come_over_https() throws Exception {
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(server, "");
                RawPeer backend = server.accept().welcome();
                RawPeer client = dial(node, false)) {
            assertThat(client.exchange(POST)).startsWith("HTTP/1.1 202 ");
            assertThat(backend.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void a_certificate_is_the_credential_of_a_client() throws Exception {
        String fingerprint =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(clientCertificate.getEncoded()));
        String auth =
                ", \"auth\": {\"tls\": {\"type\": \"static\", \"principals\": {\"joe\": {\"certificate-sha256\": \""
                        + fingerprint + "\", \"role\": \"user\"}}}}";
        try (ScriptedBackend server = new ScriptedBackend();
                GatewayNode node = node(server, auth);
                RawPeer backend = server.accept().welcome();
                RawPeer unknown = dial(node, false);
                RawPeer client = dial(node, true)) {
            assertThat(unknown.exchange(POST)).startsWith("HTTP/1.1 403 ");
            assertThat(client.exchange(POST)).startsWith("HTTP/1.1 202 ");
            assertThat(backend.read().text()).isEqualTo("hello");
        }
    }
}
