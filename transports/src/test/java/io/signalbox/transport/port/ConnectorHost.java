package io.signalbox.transport.port;

import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.tls.TestAuthority;
import io.signalbox.transport.tls.TlsSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.EventListener;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A connector with one WebSocket path over whatever protocols the test wants, such as TLS. */
public final class ConnectorHost implements AutoCloseable {
    public final TransportCounters counters = new TransportCounters();
    public final RecordingAcceptor acceptor;
    public final OutboundBudget outbound = new OutboundBudget(64 << 20, Runnable::run);
    public final AssemblyBudget assembly = new AssemblyBudget(64 << 20);
    private final Server server = new Server();
    private final RoundConnector connector;
    private final Keys keys;

    /** The key of a server and its certificate, which is for {@code localhost}. */
    public static final class Keys {
        private final Path key;
        private final Path certificate;
        private final Path authority;
        private final SSLContext server;
        private final SSLContext client;

        private Keys(Path key, Path certificate, Path authority, SSLContext server, SSLContext client) {
            this.key = key;
            this.certificate = certificate;
            this.authority = authority;
            this.server = server;
            this.client = client;
        }

        /**
         * Writes them to PEM files, which are read without the key derivation of a key store. Each of the contexts takes tens
         * of milliseconds, so that all hosts share them.
         */
        public static Keys makeIn(Path directory) throws Exception {
            TestAuthority authority = TestAuthority.root("Test Root");
            KeyPair keys = TestAuthority.newKeys("EC");
            X509Certificate certificate = authority.issue(keys.getPublic(), "localhost");
            KeyStore own = empty();
            own.setKeyEntry("node", keys.getPrivate(), new char[0], new Certificate[] {certificate});
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(own, new char[0]);
            KeyStore trusted = empty();
            trusted.setCertificateEntry("root", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            return new Keys(
                    TestAuthority.write(directory.resolve("node.key"), keys.getPrivate()),
                    TestAuthority.write(directory.resolve("node.crt"), certificate),
                    TestAuthority.write(directory.resolve("root.crt"), authority.certificate()),
                    context(managers.getKeyManagers(), null),
                    context(null, trust.getTrustManagers()));
        }

        private static KeyStore empty() throws IOException, GeneralSecurityException {
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            return empty;
        }

        private static SSLContext context(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys, trust, null);
            return context;
        }

        /** The settings of a listener with these keys. */
        public TlsSettings settings() {
            return settings(OptionalInt.empty());
        }

        /** The same with a number of handshakes that are computed at the same time. */
        public TlsSettings settings(OptionalInt handshakeThreads) {
            return new TlsSettings(
                    Optional.of(key),
                    Optional.of(certificate),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    handshakeThreads,
                    100);
        }

        /** Server sockets with these keys. */
        public SSLServerSocketFactory serverSockets() {
            return server.getServerSocketFactory();
        }

        /** The file with the certificate of the authority. */
        public Path authority() {
            return authority;
        }

        private SslConnectionFactory server() {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setSslContext(server);
            return new SslConnectionFactory(tls, "http/1.1");
        }

        /** The context of a client that trusts every host with these keys. */
        public SSLContext client() {
            return client;
        }
    }

    /** A started host over TLS. */
    public static ConnectorHost overTls(Keys keys, WebSocketSettings settings, RecordingAcceptor acceptor)
            throws Exception {
        return new ConnectorHost(keys, webSocket(settings), acceptor, keys.server(), http());
    }

    /** A started host over what the protocols make of TCP. */
    static ConnectorHost over(WebSocketSettings settings, RecordingAcceptor acceptor, ConnectionFactory... protocols)
            throws Exception {
        return new ConnectorHost(null, webSocket(settings), acceptor, protocols);
    }

    /** A started host with a handler of the test. */
    public static ConnectorHost handling(Function<ConnectionResources, Handler> handler) throws Exception {
        return new ConnectorHost(null, handler, new RecordingAcceptor(), http());
    }

    private static Function<ConnectionResources, Handler> webSocket(WebSocketSettings settings) {
        return connections -> TestHost.path(
                        settings,
                        new WebSocketResources(
                                connections, new DeflateMemory(0, connections.counters()), "Signalbox-test"))
                .handler();
    }

    private ConnectorHost(
            Keys keys,
            Function<ConnectionResources, Handler> handler,
            RecordingAcceptor acceptor,
            ConnectionFactory... protocols)
            throws Exception {
        this.keys = keys;
        this.acceptor = acceptor;
        connector = new RoundConnector(server, TestHost.listener(1, 10, 0), counters, protocols);
        server.addConnector(connector);
        server.setHandler(handler.apply(
                new ConnectionResources(TestHost.SERIALIZERS, acceptor, counters, assembly, outbound, Runnable::run)));
        server.start();
    }

    private static HttpConnectionFactory http() {
        HttpConfiguration http = new HttpConfiguration();
        // Without one, Jetty adds one that refuses an address as the name of a host.
        http.addCustomizer(new SecureRequestCustomizer(false));
        return new HttpConnectionFactory(http);
    }

    public URI uri() {
        return URI.create((keys == null ? "ws" : "wss") + "://localhost:" + connector.getLocalPort() + "/ws");
    }

    /** A socket to this host, through TLS where it has that. */
    public Socket socket() throws IOException {
        return keys == null
                ? new Socket("localhost", connector.getLocalPort())
                : keys.client.getSocketFactory().createSocket("localhost", connector.getLocalPort());
    }

    /** The same over a socket of the test, which can write beneath TLS. */
    Socket socketOver(Socket tcp) throws IOException {
        return keys.client.getSocketFactory().createSocket(tcp, "localhost", connector.getLocalPort(), true);
    }

    int port() {
        return connector.getLocalPort();
    }

    /** Has something listen to what the connector does. */
    void listen(EventListener listener) {
        connector.addEventListener(listener);
    }

    /** Sockets that are open here. */
    public int sockets() {
        return connector.getConnectedEndPoints().size();
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
