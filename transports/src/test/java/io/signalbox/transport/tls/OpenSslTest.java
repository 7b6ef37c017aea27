package io.signalbox.transport.tls;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.transport.Patience;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.port.ListeningPort;
import io.signalbox.transport.port.PortProtocols;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What {@code openssl s_client} sees of a listener, and what the log says where it is refused. */
class OpenSslTest {
    /** OpenSSL itself refuses old versions and weak ciphers otherwise. */
    private static final String ANYTHING = "ALL:@SECLEVEL=0";

    private static final String REQUEST = "GET / HTTP/1.0\r\n\r\n";
    private static final int SESSION_CACHE_SIZE = 2;

    private static TestAuthority root;

    /** For all tests, because making RSA keys takes half a second. */
    private static KeyPair nodeKeys;

    @TempDir
    private Path directory;

    private final TransportCounters counters = new TransportCounters();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.signalbox.transport.port.FailedHandshakes");
    private ListenerTls tls;
    private ListeningPort port;

    @BeforeAll
    static void makeKeys() throws Exception {
        root = TestAuthority.root("Test Root");
        nodeKeys = TestAuthority.newKeys("RSA");
    }

    @BeforeEach
    void listen() throws Exception {
        assumeThat(System.getenv("PATH").split(File.pathSeparator))
                .as("the command openssl is installed")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "openssl")));
        TestAuthority.write(directory.resolve("ca.pem"), root.certificate());
        write("node", nodeKeys, root);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        if (port != null) {
            port.stop();
        }
    }

    private void write(String name, KeyPair keys, TestAuthority issuer) throws Exception {
        TestAuthority.write(directory.resolve(name + ".key"), keys.getPrivate());
        TestAuthority.write(directory.resolve(name + ".pem"), issuer.issue(keys.getPublic(), name + ".example"));
    }

    private void start(boolean asksForCertificates, String ciphers) throws Exception {
        TlsSettings settings = new TlsSettings(
                Optional.of(directory.resolve("node.key")),
                Optional.of(directory.resolve("node.pem")),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                asksForCertificates ? List.of(directory.resolve("ca.pem")) : List.of(),
                Optional.empty(),
                Optional.ofNullable(ciphers),
                OptionalInt.empty(),
                SESSION_CACHE_SIZE);
        tls = ListenerTls.read(settings, Clock.systemUTC());
        port = new ListeningPort(TestHost.listener(1, 100), counters, new PortProtocols(tls, null, List.of()));
        port.start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void both_versions_are_served_and_the_chain_is_verified(String version) throws Exception {
        start(false, null);
        assertThat(client(REQUEST, version, "-verify_return_error", "-CAfile", "ca.pem"))
                .contains("Verify return code: 0 (ok)", "HTTP/1.1 404 Not Found");
        assertThat(log.list).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-tls1   | ALL:@SECLEVEL=0       | TLSv1",
                "-tls1_1 | ALL:@SECLEVEL=0       | TLSv1.1",
                "-tls1_2 | AES128-SHA:@SECLEVEL=0 | no cipher suites in common",
            })
    void old_versions_and_weak_ciphers_are_refused(String version, String cipher, String reason) throws Exception {
        start(false, null);
        assertThat(client("", version, "-cipher", cipher)).contains("Cipher is (NONE)");
        assertRefused(reason);
    }

    @Test
    void ciphers_beside_those_of_the_configuration_are_refused() throws Exception {
        start(false, "ECDHE-RSA-AES256-GCM-SHA384");
        assertThat(client("", "-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384"))
                .contains("Cipher is ECDHE-RSA-AES256-GCM-SHA384");
        assertThat(client("", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))
                .contains("Cipher is (NONE)");
        assertRefused("no cipher suites in common");
        assertThat(client("", "-tls1_3")).contains("TLSv1.3, Cipher is TLS_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_client_without_a_certificate_is_refused_where_one_is_required(String version) throws Exception {
        start(true, null);
        assertThat(client(REQUEST, version)).doesNotContain("HTTP/1.1");
        assertRefused("Empty client certificate chain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void a_client_with_a_certificate_of_another_authority_is_refused(String version) throws Exception {
        start(true, null);
        write("own", TestAuthority.newKeys("EC"), root);
        write("foreign", TestAuthority.newKeys("EC"), TestAuthority.root("Foreign Root"));
        assertThat(client(REQUEST, version, "-cert", "own.pem", "-key", "own.key"))
                .contains("HTTP/1.1 404");
        assertThat(log.list).isEmpty();
        assertThat(client(REQUEST, version, "-cert", "foreign.pem", "-key", "foreign.key"))
                .doesNotContain("HTTP/1.1");
        assertRefused("unable to find valid certification path");
    }

    @Test
    void a_client_with_an_expired_certificate_is_refused() throws Exception {
        start(true, null);
        KeyPair keys = TestAuthority.newKeys("RSA");
        TestAuthority.write(directory.resolve("own.key"), keys.getPrivate());
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        TestAuthority.write(directory.resolve("own.pem"), root.issue(keys.getPublic(), yesterday, "own.example"));
        assertThat(client(REQUEST, "-cert", "own.pem", "-key", "own.key")).doesNotContain("HTTP/1.1");
        assertRefused("NotAfter");
    }

    @ParameterizedTest
    @CsvSource({"'h2,http/1.1', ALPN protocol: http/1.1", "h2, No ALPN negotiated"})
    void of_the_protocols_that_a_client_offers_only_http_1_1_is_chosen(String offered, String chosen) throws Exception {
        start(false, null);
        assertThat(client(REQUEST, "-alpn", offered)).contains(chosen, "HTTP/1.1 404");
    }

    @Test
    void renegotiation_by_a_client_ends_the_connection() throws Exception {
        start(false, null);
        assertThat(client("R\nGET / HTTP/1.0\r\n\r\n", "-tls1_2", "-cipher", ANYTHING))
                .contains("RENEGOTIATING")
                .doesNotContain("HTTP/1.1");
    }

    @Test
    void sessions_with_tickets_are_not_kept_and_the_number_of_others_is_limited() throws Exception {
        start(false, null);
        for (String version : List.of("-tls1_3", "-tls1_2")) {
            assertThat(client(REQUEST, version)).contains("HTTP/1.1 404");
        }
        assertThat(keptSessions()).isZero();
        for (int i = 0; i <= SESSION_CACHE_SIZE; i++) {
            assertThat(client(REQUEST, "-tls1_2", "-no_ticket")).contains("HTTP/1.1 404");
        }
        assertThat(keptSessions()).isEqualTo(SESSION_CACHE_SIZE);
    }

    private int keptSessions() {
        return Collections.list(
                        tls.factory().getSslContext().getServerSessionContext().getIds())
                .size();
    }

    private void assertRefused(String reason) {
        await().until(() -> log.list.size() == 1);
        assertThat(log.list.get(0).getFormattedMessage())
                .startsWith("listener=test peer=")
                .contains("TLS handshake failed: ")
                .contains(reason);
        assertThat(counters.tlsHandshakesFailed.sum()).isEqualTo(1);
    }

    /** Returns what {@code openssl s_client} prints until the server closes, or until its input ends. */
    private String client(String input, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-connect"));
        command.add("127.0.0.1:" + URI.create(port.address()).getPort());
        command.addAll(List.of("-servername", "node.example"));
        command.addAll(List.of(options));
        if (!input.isEmpty() && !input.startsWith("R")) {
            command.add("-ign_eof");
        }
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try (var toClient = process.getOutputStream()) {
            toClient.write(input.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // A client that is refused does not read its input.
            assertThat(e).hasMessageContaining("Broken pipe");
        }
        assertThat(process.waitFor(Patience.SECONDS, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output);
    }
}
