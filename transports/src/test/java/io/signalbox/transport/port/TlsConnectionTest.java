package io.signalbox.transport.port;

import static io.signalbox.transport.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.JdkPeer;
import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.websocket.WebSocketPath;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections over the decrypted end point of TLS. */
class TlsConnectionTest {
    private static final String PASSWORD = "changeit";
    private static final int LARGE_BYTES = 1 << 20;

    @TempDir
    Path directory;

    private final TransportCounters counters = new TransportCounters();
    private final RecordingAcceptor acceptor = new RecordingAcceptor();
    private final OutboundBudget outbound = new OutboundBudget(64 << 20, Runnable::run);
    private final AssemblyBudget assembly = new AssemblyBudget(64 << 20);
    private Server server;
    private RoundConnector connector;
    private Path keys;

    @BeforeEach
    void start() throws Exception {
        keys = directory.resolve("keys.p12");
        makeKeys();
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(keys.toString());
        tls.setKeyStorePassword(PASSWORD);
        HttpConfiguration http = new HttpConfiguration();
        // Without one, Jetty adds one that refuses an address as the name of a host.
        http.addCustomizer(new SecureRequestCustomizer(false));
        server = new Server();
        connector = new RoundConnector(
                server,
                TestHost.listener(1, 10),
                counters,
                new SslConnectionFactory(tls, "http/1.1"),
                new HttpConnectionFactory(http));
        server.addConnector(connector);
        ConnectionResources resources =
                new ConnectionResources(TestHost.SERIALIZERS, acceptor, counters, assembly, outbound);
        server.setHandler(
                WebSocketPath.at("/ws", "test", TestHost.settings(), resources).handler());
        acceptor.echo();
        server.start();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void messages_pass_both_ways_and_the_close_handshake_ends_it() throws Exception {
        JdkPeer peer = JdkPeer.connect(client(), uri(), "wamp.2.json");
        for (int i = 1; i <= 200; i++) {
            peer.send(publish(i, 16), false, true);
        }
        for (int i = 1; i <= 200; i++) {
            assertThat(text(peer.receive())).startsWith("[50," + i + ",");
        }
        for (int i = 201; i <= 205; i++) {
            peer.send(publish(i, LARGE_BYTES), false, true);
            assertThat(text(peer.receive())).startsWith("[50," + i + ",").hasSizeGreaterThan(LARGE_BYTES);
        }
        assertThat(acceptor.only().connection().peer().secure()).isTrue();
        acceptor.only().connection().close(CloseReason.policy("enough"));
        assertThat(peer.awaitClose()).isEqualTo("1008 enough");
        await().until(() -> counters.closed.sum() == 1);
        assertThat(counters.failures.sum()).isZero();
        assertThat(counters.closesTimedOut.sum()).isZero();
        assertThat(outbound.reservedBytes()).isZero();
        assertThat(assembly.reservedBytes()).isZero();
    }

    @Test
    void what_a_peer_reads_late_arrives() throws Exception {
        JdkPeer peer = JdkPeer.connect(client(), uri(), "wamp.2.json");
        await().until(() -> acceptor.accepted().size() == 1);
        acceptor.only().stuff();
        acceptor.only().sendEvent(9);
        assertThat(peer.receive()).hasSizeGreaterThan(RecordingAcceptor.STUFFING_BYTES);
        assertThat(text(peer.receive())).startsWith("[36,1,9,");
        await().until(() -> outbound.reservedBytes() == 0);
    }

    private URI uri() {
        return URI.create("wss://localhost:" + connector.getLocalPort() + "/ws");
    }

    private static byte[] publish(long request, int bytes) {
        return ("[16," + request + ",{},\"a.b\",[\"" + "x".repeat(bytes) + "\"]]").getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            trusted.load(in, PASSWORD.toCharArray());
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("node", trusted.getCertificate("node"));
        trust.init(certificates);
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private void makeKeys() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "node",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
    }
}
