package io.signalbox.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.tls.TlsSettings.ClientCertificate;
import io.signalbox.transport.tls.TlsSettings.NamedCertificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What a client of TLS sees of a listener. */
class ListenerTlsTest {
    private static final String PASSWORD = "secret";

    @TempDir
    Path directory;

    private final TransportCounters counters = new TransportCounters();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(CertificateWatch.class);
    private TestAuthority root;
    private TestAuthority between;
    private Server server;
    private ServerConnector connector;

    @BeforeEach
    void authorities() throws Exception {
        root = TestAuthority.root("Test Root");
        between = root.intermediate("Test Intermediate");
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() throws Exception {
        logger.detachAppender(log);
        if (server != null) {
            server.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519"})
    void a_key_of_each_algorithm_serves_both_versions(String algorithm) throws Exception {
        start(settings(pem(algorithm, "host.example")));
        assertThat(names(connect("TLSv1.3", "host.example"))).containsExactly("host.example", "Test Intermediate");
        assertThat(names(connect("TLSv1.2", "host.example"))).containsExactly("host.example", "Test Intermediate");
        assertThatThrownBy(() -> connect("TLSv1.1", "host.example")).isInstanceOf(Exception.class);
    }

    @Test
    void the_chain_is_served_in_order_whatever_the_order_of_the_files() throws Exception {
        KeyPair keys = TestAuthority.newKeys("EC");
        X509Certificate own = between.issue(keys.getPublic(), "host.example");
        Path key = TestAuthority.write(directory.resolve("key.pem"), keys.getPrivate());
        Path reversed = TestAuthority.write(directory.resolve("reversed.pem"), between.certificate(), own);
        Path other = TestAuthority.write(
                directory.resolve("chain.pem"), TestAuthority.root("Other").certificate(), root.certificate());
        start(settings(new IdentityFiles.Pem(key, reversed, List.of(other), null)));
        assertThat(names(connect("TLSv1.3", "host.example")))
                .containsExactly("host.example", "Test Intermediate", "Test Root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PKCS12", "JKS"})
    void a_key_store_serves(String type) throws Exception {
        KeyPair keys = TestAuthority.newKeys("RSA");
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        Certificate[] chain = {between.issue(keys.getPublic(), "host.example"), between.certificate()};
        store.setKeyEntry("any", keys.getPrivate(), PASSWORD.toCharArray(), chain);
        Path file = directory.resolve("store");
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        start(settings(new IdentityFiles.Store(file, PASSWORD, null)));
        assertThat(names(connect("TLSv1.3", "host.example"))).containsExactly("host.example", "Test Intermediate");
        assertThatThrownBy(() -> read(settings(new IdentityFiles.Store(file, "wrong", null))))
                .isInstanceOfSatisfying(
                        TlsDefect.class, defect -> assertThat(defect.key()).isEqualTo("keystore_password"));
    }

    @Test
    void the_server_name_chooses_and_the_first_certificate_serves_unknown_names() throws Exception {
        start(settings(pem("RSA", "first.example"), pem("EC", "second.example"), pem("RSA", "*.third.example")));
        assertThat(names(connect("TLSv1.3", "first.example"))).startsWith("first.example");
        assertThat(names(connect("TLSv1.3", "SECOND.example"))).startsWith("second.example");
        assertThat(names(connect("TLSv1.2", "second.example"))).startsWith("second.example");
        assertThat(names(connect("TLSv1.3", "any.third.example"))).startsWith("*.third.example");
        assertThat(names(connect("TLSv1.3", "a.b.third.example"))).startsWith("first.example");
        assertThat(names(connect("TLSv1.3", "unknown.example"))).startsWith("first.example");
        assertThat(names(connect("TLSv1.3", null))).startsWith("first.example");
    }

    @Test
    void changed_files_serve_new_handshakes_and_leave_open_connections_alone() throws Exception {
        IdentityFiles.Pem files = pem("EC", "old.example");
        ListenerTls tls = start(settings(files));
        CertificateWatch watch = new CertificateWatch("test", tls, counters, Clock.systemUTC());
        SSLSocket open = connect("TLSv1.3", null);
        watch.check();
        assertThat(counters.certificatesReloaded.sum()).isZero();

        write(files, "RSA", "new.example", Instant.now().plus(Duration.ofDays(90)));
        watch.check();
        assertThat(names(connect("TLSv1.3", null))).startsWith("old.example");
        watch.check();
        assertThat(names(connect("TLSv1.3", null))).startsWith("new.example");
        assertThat(counters.certificatesReloaded.sum()).isEqualTo(1);

        open.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(open.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .startsWith("HTTP/1.1 404");
    }

    @Test
    void a_broken_new_file_keeps_the_old_one_and_says_so_once() throws Exception {
        IdentityFiles.Pem files = pem("EC", "old.example");
        ListenerTls tls = start(settings(files));
        CertificateWatch watch = new CertificateWatch("test", tls, counters, Clock.systemUTC());
        KeyPair other = TestAuthority.newKeys("EC");
        TestAuthority.write(files.key(), other.getPrivate());
        for (int i = 0; i < 5; i++) {
            watch.check();
        }
        assertThat(names(connect("TLSv1.3", null))).startsWith("old.example");
        assertThat(counters.certificateReloadsFailed.sum()).isEqualTo(1);
        assertThat(messages())
                .containsExactly(
                        "listener=test tls.key: the key in '" + files.key() + "' belongs to no certificate in '"
                                + files.certificate() + "' - name the key with which the certificate was requested; the"
                                + " certificates that were read before stay in use");
        watch.reload();
        assertThat(counters.certificateReloadsFailed.sum()).isEqualTo(2);
    }

    @Test
    void a_certificate_near_its_end_is_warned_about_once_a_day() throws Exception {
        Instant end = Instant.parse("2030-01-31T00:00:00Z");
        IdentityFiles.Pem files = files("dated");
        write(files, "EC", "host.example", end);
        TickingClock clock = new TickingClock(end.minus(Duration.ofDays(31)));
        ListenerTls tls = ListenerTls.read(settings(files), clock);
        CertificateWatch watch = new CertificateWatch("test", tls, counters, clock);
        watch.check();
        assertThat(messages()).isEmpty();
        clock.now = end.minus(Duration.ofDays(29));
        watch.check();
        watch.check();
        assertThat(messages())
                .containsExactly(
                        "listener=test the certificate of host.example expires at 2030-01-31T00:00:00Z - renew it");
        clock.now = end.plus(Duration.ofDays(1));
        watch.check();
        assertThat(messages().get(1))
                .isEqualTo(
                        "listener=test the certificate of host.example has expired at 2030-01-31T00:00:00Z, so clients"
                                + " refuse it - renew it");
        assertThat(counters.certificatesNearEnd.sum()).isEqualTo(2);
    }

    @Test
    void a_client_certificate_is_asked_for_as_configured() throws Exception {
        TestAuthority clients = TestAuthority.root("Client Root");
        Path authorities = TestAuthority.write(directory.resolve("clients.pem"), clients.certificate());
        KeyManager[] known = clientKeys(clients);
        // Of the same name: a client does not show the certificate of an authority that was not asked for.
        KeyManager[] foreign = clientKeys(TestAuthority.root("Client Root"));

        start(settings(List.of(pem("EC", "host.example")), List.of(authorities), Optional.empty(), null));
        assertThat(isAnswered(context(known))).isTrue();
        assertThat(isAnswered(context(null))).isFalse();
        assertThat(isAnswered(context(foreign))).isFalse();
        server.stop();

        start(settings(
                List.of(pem("EC", "host.example")),
                List.of(authorities),
                Optional.of(ClientCertificate.OPTIONAL),
                null));
        assertThat(isAnswered(context(known))).isTrue();
        assertThat(isAnswered(context(null))).isTrue();
        assertThat(isAnswered(context(foreign))).isFalse();
    }

    /** A resumed session keeps the certificate of its client, and nobody checks the certificate again. */
    @Test
    void a_session_is_resumed_until_the_authorities_change() throws Exception {
        TestAuthority clients = TestAuthority.root("Client Root");
        Path authorities = TestAuthority.write(directory.resolve("clients.pem"), clients.certificate());
        IdentityFiles.Pem node = pem("EC", "host.example");
        ListenerTls tls = start(settings(List.of(node), List.of(authorities), Optional.empty(), null));
        CertificateWatch watch = new CertificateWatch("test", tls, counters, Clock.systemUTC());
        SSLContext client = context(clientKeys(clients));
        assertThat(isAnswered(client)).isTrue();
        watch.reload();
        assertThat(isAnswered(client)).isTrue();
        TestAuthority.write(authorities, TestAuthority.root("Client Root").certificate());
        watch.reload();
        assertThat(isAnswered(client)).isFalse();
    }

    @Test
    void ciphers_decide_on_1_2_and_leave_1_3_alone() throws Exception {
        ListenerTls tls = start(settings(
                List.of(pem("RSA", "host.example")), List.of(), Optional.empty(), "ECDHE-RSA-AES256-GCM-SHA384:FOO"));
        assertThat(connect("TLSv1.2", null).getSession().getCipherSuite())
                .isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        assertThat(connect("TLSv1.3", null).getSession().getCipherSuite()).startsWith("TLS_AES_");
        assertThat(tls.warnings())
                .containsExactly(new ListenerTls.Warning(
                        "'ciphers' has words that name no cipher suite here: FOO", "leave them out"));
    }

    @Test
    void ciphers_that_leave_nothing_are_a_defect_and_those_of_another_key_a_warning() throws Exception {
        IdentityFiles files = pem("EC", "host.example");
        assertThatThrownBy(() -> read(settings(List.of(files), List.of(), Optional.empty(), "HIGH:!HIGH")))
                .isInstanceOfSatisfying(
                        TlsDefect.class, defect -> assertThat(defect.key()).isEqualTo("ciphers"));
        assertThat(read(settings(List.of(files), List.of(), Optional.empty(), "ECDHE-RSA-AES128-GCM-SHA256"))
                        .warnings())
                .extracting(ListenerTls.Warning::text)
                .containsExactly("'ciphers' has no suite for the EC key of host.example, so clients without TLS 1.3 are"
                        + " refused");
    }

    @Test
    void a_defect_in_a_list_names_its_place() throws Exception {
        IdentityFiles.Pem missing = files("missing");
        assertThatThrownBy(() -> read(settings(pem("EC", "a.example"), missing)))
                .isInstanceOfSatisfying(
                        TlsDefect.class, defect -> assertThat(defect.key()).isEqualTo("certificates[1].key"));
    }

    private static ListenerTls read(TlsSettings settings) throws TlsDefect {
        return ListenerTls.read(settings, Clock.systemUTC());
    }

    private static TlsSettings settings(IdentityFiles... identities) {
        return settings(Arrays.asList(identities), List.of(), Optional.empty(), null);
    }

    private static TlsSettings settings(
            List<IdentityFiles> identities,
            List<Path> authorities,
            Optional<ClientCertificate> client,
            String ciphers) {
        boolean isStore = identities.get(0) instanceof IdentityFiles.Store;
        boolean isOne = identities.size() == 1 && !isStore;
        IdentityFiles.Pem pem = isOne ? (IdentityFiles.Pem) identities.get(0) : null;
        IdentityFiles.Store store = isStore ? (IdentityFiles.Store) identities.get(0) : null;
        List<NamedCertificate> list = isOne || isStore
                ? List.of()
                : identities.stream()
                        .map(IdentityFiles.Pem.class::cast)
                        .map(one -> new NamedCertificate(
                                one.key(), one.certificate(), one.chainCertificates(), Optional.empty()))
                        .toList();
        return new TlsSettings(
                Optional.ofNullable(pem).map(IdentityFiles.Pem::key),
                Optional.ofNullable(pem).map(IdentityFiles.Pem::certificate),
                isOne ? pem.chainCertificates() : List.of(),
                Optional.empty(),
                Optional.ofNullable(store).map(IdentityFiles.Store::file),
                Optional.ofNullable(store).map(IdentityFiles.Store::password),
                list,
                authorities,
                client,
                Optional.ofNullable(ciphers),
                OptionalInt.empty(),
                100);
    }

    private IdentityFiles.Pem pem(String algorithm, String host) throws Exception {
        IdentityFiles.Pem files = files(host.replace('*', '_'));
        write(files, algorithm, host, Instant.now().plus(Duration.ofDays(90)));
        return files;
    }

    private IdentityFiles.Pem files(String name) {
        return new IdentityFiles.Pem(
                directory.resolve(name + ".key"), directory.resolve(name + ".crt"), List.of(), null);
    }

    private void write(IdentityFiles.Pem files, String algorithm, String host, Instant end) throws Exception {
        KeyPair keys = TestAuthority.newKeys(algorithm);
        TestAuthority.write(files.key(), keys.getPrivate());
        TestAuthority.write(files.certificate(), between.issue(keys.getPublic(), end, host), between.certificate());
    }

    private ListenerTls start(TlsSettings settings) throws Exception {
        ListenerTls tls = read(settings);
        server = new Server();
        HttpConfiguration http = new HttpConfiguration();
        // Without one, Jetty adds one that refuses an address as the name of a host.
        http.addCustomizer(new SecureRequestCustomizer(false));
        connector = new ServerConnector(
                server, new SslConnectionFactory(tls.factory(), "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.start();
        return tls;
    }

    private SSLContext context(KeyManager[] client) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("root", root.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(client, trust.getTrustManagers(), null);
        return context;
    }

    private SSLSocket connect(String version, String name) throws Exception {
        SSLContext context = context(null);
        Socket plain = new Socket("127.0.0.1", connector.getLocalPort());
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {version});
        if (name != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /**
     * Connections of one context resume the session of the first. With TLS 1.3 a client learns of the refusal of its
     * certificate when it reads, as an alert or as the end of the stream.
     */
    private boolean isAnswered(SSLContext client) throws Exception {
        try (Socket socket = client.getSocketFactory().createSocket("127.0.0.1", connector.getLocalPort())) {
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes(12);
            return new String(status, StandardCharsets.US_ASCII).equals("HTTP/1.1 404");
        } catch (IOException e) {
            return false;
        }
    }

    private static KeyManager[] clientKeys(TestAuthority authority) throws Exception {
        KeyPair keys = TestAuthority.newKeys("EC");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        Certificate[] chain = {authority.issue(keys.getPublic(), "client")};
        store.setKeyEntry("client", keys.getPrivate(), PASSWORD.toCharArray(), chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD.toCharArray());
        return factory.getKeyManagers();
    }

    private static List<String> names(SSLSocket socket) throws Exception {
        List<String> names = new ArrayList<>();
        for (Certificate certificate : socket.getSession().getPeerCertificates()) {
            names.add(((X509Certificate) certificate)
                    .getSubjectX500Principal()
                    .getName()
                    .replace("CN=", ""));
        }
        return names;
    }

    private List<String> messages() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static final class TickingClock extends Clock {
        Instant now;

        TickingClock(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
