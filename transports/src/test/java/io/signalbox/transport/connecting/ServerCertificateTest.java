package io.signalbox.transport.connecting;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.ConnectFailure.Kind;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.connecting.OpenedConnectionTest.Authority;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.tls.FailedClientHandshake;
import io.signalbox.transport.tls.ListenerTls;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of a server and of this side as a client. */
class ServerCertificateTest {
    @TempDir
    private Path folder;

    private ClientSide client;
    private Authority authority;
    private KeyPair keys;

    @BeforeEach
    void start() throws Exception {
        client = ClientSide.start();
        authority = Authority.in(folder);
        keys = TestAuthority.newKeys("EC");
    }

    @AfterEach
    void stop() {
        client.close();
    }

    private RouterSide router(X509Certificate certificate, Path... clientAuthorities) throws Exception {
        Path key = TestAuthority.write(folder.resolve("server.key"), keys.getPrivate());
        Path file = TestAuthority.write(folder.resolve("server.pem"), certificate);
        ListenerTls tls =
                ListenerTls.read(Authority.settings(key, file, List.of(clientAuthorities)), Clock.systemUTC());
        return new RouterSide(TestHost.listener(1, 100), tls, EnumSet.allOf(WireFormat.class));
    }

    private ConnectFailure failure(RouterSide router, ConnectingTlsSettings tls) throws IOException {
        String url = "wss://localhost:" + router.port() + "/ws";
        ConnectFailure failure = FailedAttemptTest.failure(
                client.transport(ClientSide.settings(url, tls)).connect());
        assertThat(failure).hasMessageStartingWith(url + " ");
        client.awaitNothingLeft();
        return failure;
    }

    private ConnectingTlsSettings trusting() {
        return ConnectingTlsSettings.trusting(List.of(authority.file()));
    }

    private ConnectingTlsSettings naming(String hostname) {
        return new ConnectingTlsSettings(
                Optional.of(hostname),
                List.of(authority.file()),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
    }

    @Test
    void a_certificate_for_another_name_is_refused_with_its_names() throws Exception {
        X509Certificate other = authority.authority().issue(keys.getPublic(), "a.example", "b.example");
        try (RouterSide router = router(other)) {
            ConnectFailure failure = failure(router, trusting());
            assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
            assertThat(failure)
                    .hasMessageContaining("has a certificate for a.example, b.example, not for localhost"
                            + " - use a name of the certificate in the URL or as 'hostname', or renew");
        }
    }

    @Test
    void a_hostname_of_the_settings_counts_instead_of_the_host() throws Exception {
        X509Certificate other = authority.authority().issue(keys.getPublic(), "a.example");
        try (RouterSide router = router(other)) {
            String url = "wss://localhost:" + router.port() + "/ws";
            assertThat(client.transport(ClientSide.settings(url, naming("a.example")))
                            .connect()
                            .join()
                            .peer()
                            .secure())
                    .isTrue();
        }
    }

    @Test
    void an_expired_certificate_is_refused_with_its_time() throws Exception {
        Instant end = Instant.now().minus(Duration.ofDays(2));
        X509Certificate expired = authority.authority().issue(keys.getPublic(), end, "localhost");
        try (RouterSide router = router(expired)) {
            ConnectFailure failure = failure(router, trusting());
            assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
            assertThat(failure)
                    .hasMessageContaining("has a certificate (CN=localhost) that is not valid now: ")
                    .hasMessageContaining(" to " + expired.getNotAfter().toInstant() + " - renew the certificate");
        }
    }

    @Test
    void a_certificate_of_another_authority_is_refused_with_the_authority() throws Exception {
        X509Certificate foreign = TestAuthority.root("Foreign Root").issue(keys.getPublic(), "localhost");
        try (RouterSide router = router(foreign)) {
            ConnectFailure failure = failure(router, trusting());
            assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
            assertThat(failure)
                    .hasMessageContaining("of the authority CN=Foreign Root, which is none of 'ca_certificates'");
        }
    }

    @Test
    void the_jvm_does_not_trust_an_authority_that_only_the_settings_could_name() throws Exception {
        X509Certificate unknown = authority.authority().issue(keys.getPublic(), "localhost");
        try (RouterSide router = router(unknown)) {
            ConnectFailure failure = failure(router, ConnectingTlsSettings.defaults());
            assertThat(failure.kind()).isEqualTo(Kind.CERTIFICATE);
            assertThat(failure)
                    .hasMessageContaining("of the authority CN=Test Root, which this JVM does not trust")
                    .hasMessageContaining(
                            " - name the file with the certificate of the authority in 'ca_certificates'");
        }
    }

    @Test
    void a_missing_client_certificate_ends_the_attempt() throws Exception {
        X509Certificate certificate = authority.authority().issue(keys.getPublic(), "localhost");
        try (RouterSide router = router(certificate, authority.file())) {
            ConnectFailure failure = FailedAttemptTest.failure(
                    client.transport(ClientSide.settings("wss://localhost:" + router.port() + "/ws", trusting()))
                            .connect());
            // The alert of TLS 1.3 comes behind the handshake of the client, and may be lost with the connection.
            assertThat(failure.kind()).isIn(Kind.TLS, Kind.CLOSED);
            client.awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate_required", "bad_certificate"})
    void an_alert_about_the_client_certificate_is_explained(String alert) {
        FailedClientHandshake why =
                FailedClientHandshake.of(new SSLHandshakeException("Received fatal alert: " + alert));
        assertThat(why.isCertificate()).isFalse();
        assertThat(why.problem()).startsWith("demands a client certificate").contains(alert);
        assertThat(why.remedy()).startsWith("set 'certificate' and 'key'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void a_client_certificate_is_sent(String algorithm) throws Exception {
        KeyPair own = TestAuthority.newKeys(algorithm);
        ConnectingTlsSettings tls = new ConnectingTlsSettings(
                Optional.empty(),
                List.of(authority.file()),
                Optional.of(TestAuthority.write(folder.resolve("own.key"), own.getPrivate())),
                Optional.of(TestAuthority.write(
                        folder.resolve("own.pem"), authority.authority().issue(own.getPublic(), "device-7"))),
                List.of(),
                Optional.empty());
        X509Certificate certificate = authority.authority().issue(keys.getPublic(), "localhost");
        try (RouterSide router = router(certificate, authority.file())) {
            client.transport(ClientSide.settings("rss://localhost:" + router.port(), tls))
                    .connect()
                    .join();
            await().until(() -> !router.acceptor.accepted().isEmpty());
            assertThat(peerCertificate(router).getSubjectX500Principal().getName())
                    .isEqualTo("CN=device-7");
        }
    }

    private static X509Certificate peerCertificate(RouterSide router) throws SSLPeerUnverifiedException {
        return (X509Certificate)
                router.acceptor.only().connection().peer().tls().orElseThrow().getPeerCertificates()[0];
    }

    @Test
    void a_file_that_cannot_be_used_fails_the_attempt_with_its_key() throws IOException {
        ConnectingTlsSettings tls = ConnectingTlsSettings.trusting(List.of(folder.resolve("missing.pem")));
        ConnectFailure failure =
                FailedAttemptTest.failure(client.transport(ClientSide.settings("wss://localhost:1/ws", tls))
                        .connect());
        assertThat(failure.kind()).isEqualTo(Kind.SETTINGS);
        assertThat(failure)
                .hasMessageContaining("there is no file '" + folder.resolve("missing.pem") + "' - create it");
    }
}
