package io.signalbox.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.EncryptedSockets;
import io.signalbox.gateway.LogLines;
import io.signalbox.transport.Patience;
import io.signalbox.transport.RawPeer;
import io.signalbox.transport.tls.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS between a connection and its server, whatever protocol the server speaks. */
class ConnectionTlsTest {
    private static final String TRUSTING = ", \"tls\": {\"ca_certificates\": [\"ca.pem\"]%s}";

    @TempDir
    private Path directory;

    private TestAuthority authority;
    private KeyPair keys;

    /** Kinds of servers, with the members of their connections. */
    enum Remote {
        WEBSOCKET(""),
        WAMP(", \"remote\": \"wamp\", \"remote_realm\": \"realm1\"");

        private final String members;

        Remote(String members) {
            this.members = members;
        }
    }

    @BeforeEach
    void begin() throws Exception {
        authority = TestAuthority.root("Test Root");
        keys = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
    }

    private SSLServerSocket listen(X509Certificate certificate) throws Exception {
        SSLServerSocket socket = EncryptedSockets.listen(authority, keys, certificate);
        socket.setSoTimeout(Patience.SECONDS * 1_000);
        return socket;
    }

    private SSLServerSocket listen() throws Exception {
        return listen(authority.issue(keys.getPublic(), "localhost"));
    }

    private static String url(SSLServerSocket server) {
        return "wss://localhost:" + server.getLocalPort() + "/ws?token=secret";
    }

    private ConnectionScene start(Remote remote, SSLServerSocket server, String tls) throws IOException {
        return ConnectionScene.startManaged(
                directory,
                ", \"management\": {\"connections\": {\"roles\": [\"bridge\"]}}",
                ConnectionScene.item(
                        "feed",
                        url(server),
                        ", \"reconnect\": {\"initial_delay\": 10, \"max_delay\": 50}" + remote.members + tls));
    }

    /** Server whose handshakes fail: each socket is read until the node closes it. */
    private static final class Refused {
        private final SSLServerSocket server;
        private final AtomicInteger accepted = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final AtomicInteger requests = new AtomicInteger();

        Refused(SSLServerSocket server) {
            this.server = server;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try {
                while (true) {
                    Socket socket = server.accept();
                    accepted.incrementAndGet();
                    Thread.ofVirtual().start(() -> read(socket));
                }
            } catch (IOException closed) {
                // The test has ended.
            }
        }

        private void read(Socket socket) {
            try (socket) {
                RawPeer.over(socket, false).readHead();
                requests.incrementAndGet();
            } catch (IOException failed) {
                ended.incrementAndGet();
            }
        }
    }

    /**
     * No attempt succeeds, the reason is in the status and in the log, and nothing is left of the attempts.
     *
     * @param reason the first one is in the log. An alert of the server may be lost with one attempt, and arrives with another one
     */
    private void assertRefused(Remote remote, SSLServerSocket listening, String tls, String... reason)
            throws Exception {
        Refused server = new Refused(listening);
        try (listening;
                LogLines log = new LogLines("io.signalbox")) {
            try (ConnectionScene scene = start(remote, listening, tls)) {
                String address = url(listening).replace("?token=secret", "");
                Patience.await().untilAsserted(() -> assertThat(
                                status(scene).path("last_error").asText())
                        .contains(address)
                        .contains(reason));
                Patience.await().until(() -> server.ended.get() >= 2);
                JsonNode status = status(scene);
                assertThat(status.path("state").asText()).isIn("connecting", "waiting");
                assertThat(status.path("sockets").asInt()).isZero();
                assertThat(scene.counter("outgoingOpen")).isZero();
                assertThat(log.all()).anySatisfy(line -> assertThat(line)
                        .contains("connection=feed", address, "next attempt in", reason[0]));
                scene.session().call("signalbox.connection.stop", "feed");
                Patience.await().until(() -> server.ended.get() == server.accepted.get());
            }
            assertThat(log.all()).noneMatch(line -> line.contains("secret"));
        }
        assertThat(server.requests).hasValue(0);
    }

    private static JsonNode status(ConnectionScene scene) {
        return scene.session()
                .call("signalbox.connection.get", "feed")
                .args()
                .path(0)
                .path("status");
    }

    @ParameterizedTest
    @EnumSource
    void a_certificate_for_another_name_is_refused(Remote remote) throws Exception {
        assertRefused(
                remote,
                listen(authority.issue(keys.getPublic(), "other.example")),
                TRUSTING.formatted(""),
                "has a certificate for other.example, not for localhost",
                "use a name of the certificate in the URL or as 'hostname'");
    }

    @ParameterizedTest
    @EnumSource
    void an_expired_certificate_is_refused(Remote remote) throws Exception {
        Instant past = Instant.now().minus(Duration.ofDays(1));
        assertRefused(
                remote,
                listen(authority.issue(keys.getPublic(), past, "localhost")),
                TRUSTING.formatted(""),
                "has a certificate (CN=localhost) that is not valid now: ",
                "renew the certificate of the server");
    }

    @ParameterizedTest
    @EnumSource
    void a_certificate_of_an_unknown_authority_is_refused(Remote remote) throws Exception {
        X509Certificate foreign = TestAuthority.root("Foreign Root").issue(keys.getPublic(), "localhost");
        assertRefused(
                remote,
                listen(foreign),
                TRUSTING.formatted(""),
                "of the authority CN=Foreign Root, which is none of 'ca_certificates'");
        assertRefused(
                remote,
                listen(),
                "",
                "of the authority CN=Test Root, which this JVM does not trust",
                "name the file with the certificate of the authority in 'ca_certificates'");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_with_old_versions_of_tls_only_is_refused(Remote remote) throws Exception {
        SSLServerSocket old = listen();
        old.setEnabledProtocols(new String[] {"TLSv1.1"});
        assertRefused(remote, old, TRUSTING.formatted(""), "the TLS handshake");
    }

    @ParameterizedTest
    @EnumSource
    void a_server_that_demands_a_client_certificate_refuses_a_connection_without_one(Remote remote) throws Exception {
        SSLServerSocket demanding = listen();
        EncryptedSockets.demandCertificate(demanding);
        assertRefused(
                remote,
                demanding,
                TRUSTING.formatted(""),
                "the TLS handshake",
                "refused the TLS handshake",
                "check the client certificate if the server demands one");
    }

    /** The server trusts the root only. Without the certificates of the chain, it would not trust the client. */
    @ParameterizedTest
    @EnumSource
    void a_client_certificate_is_sent_with_its_chain(Remote remote) throws Exception {
        TestAuthority issuer = authority.intermediate("Issuer");
        KeyPair own = TestAuthority.newKeys("EC");
        TestAuthority.write(directory.resolve("own.key"), own.getPrivate());
        TestAuthority.write(directory.resolve("own.pem"), issuer.issue(own.getPublic(), "gateway"));
        TestAuthority.write(directory.resolve("chain.pem"), issuer.certificate());
        String tls = TRUSTING.formatted(
                ", \"key\": \"own.key\", \"certificate\": \"own.pem\"," + " \"chain_certificates\": [\"chain.pem\"]");
        try (SSLServerSocket demanding = listen()) {
            demanding.setNeedClientAuth(true);
            try (ConnectionScene scene = start(remote, demanding, tls);
                    SSLSocket socket = (SSLSocket) demanding.accept()) {
                assertThat(RawPeer.over(socket, false).readHead()).startsWith("GET /ws?token=secret HTTP/1.1\r\n");
                assertThat(socket.getSession().getPeerCertificates())
                        .extracting(certificate -> ((X509Certificate) certificate)
                                .getSubjectX500Principal()
                                .getName())
                        .containsExactly("CN=gateway", "CN=Issuer");
                assertThat(status(scene).path("state").asText()).isEqualTo("connecting");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_name_of_the_settings_counts_in_place_of_the_host(Remote remote) throws Exception {
        try (SSLServerSocket server = listen(authority.issue(keys.getPublic(), "a.example"));
                ConnectionScene scene = start(remote, server, TRUSTING.formatted(", \"hostname\": \"a.example\""));
                SSLSocket socket = (SSLSocket) server.accept()) {
            assertThat(RawPeer.over(socket, false).readHead())
                    .contains("\r\nHost: localhost:" + server.getLocalPort() + "\r\n");
            assertThat(scene.counter("outgoingOpen")).isZero();
        }
    }

    @Test
    void a_changed_file_counts_at_the_next_attempt() throws Exception {
        TestAuthority.write(
                directory.resolve("ca.pem"), TestAuthority.root("Old Root").certificate());
        SSLServerSocket listening = listen();
        try (WebSocketServer server = new WebSocketServer(listening);
                ConnectionScene scene = start(Remote.WEBSOCKET, listening, TRUSTING.formatted(""))) {
            assertThat(refused(server)).isTrue();
            Patience.await().until(() -> status(scene)
                    .path("last_error")
                    .asText()
                    .contains("of the authority CN=Test Root, which is none of 'ca_certificates'"));
            TestAuthority.write(directory.resolve("ca.pem"), authority.certificate());
            while (refused(server)) {
                // The attempt had begun with the old file.
            }
            Patience.await().until(() -> status(scene).path("state").asText().equals("open"));
        }
    }

    private static boolean refused(WebSocketServer server) {
        try {
            server.accept();
            return false;
        } catch (IOException untrusted) {
            return true;
        }
    }

    @Test
    void files_that_cannot_be_used_and_keys_without_effect_are_named_by_the_check() throws Exception {
        TestAuthority.write(directory.resolve("own.key"), keys.getPrivate());
        Map<String, List<String>> places = Map.of(
                ", \"tls\": {\"ca_certificates\": [\"missing.pem\"]}",
                        List.of("$.workers[0].connections[0].tls", "missing.pem"),
                ", \"tls\": {\"key\": \"own.key\", \"certificate\": \"ca.pem\"}",
                        List.of("$.workers[0].connections[0].tls"),
                ", \"tls\": {\"key\": \"own.key\"}", List.of("'key' and 'certificate' belong together"),
                ", \"tls\": {\"chain_certificates\": [\"ca.pem\"]}",
                        List.of("tls.chain_certificates", "has no effect: there is no 'certificate'"));
        for (Map.Entry<String, List<String>> place : places.entrySet()) {
            assertThat(ConnectionScene.problems(
                            directory, ConnectionScene.item("feed", "wss://localhost/ws", place.getKey())))
                    .as(place.getKey())
                    .singleElement()
                    .asString()
                    .contains(place.getValue());
        }
    }
}
