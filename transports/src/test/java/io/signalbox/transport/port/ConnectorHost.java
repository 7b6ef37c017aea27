package io.signalbox.transport.port;

import io.signalbox.transport.RecordingAcceptor;
import io.signalbox.transport.TestHost;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.outbox.OutboundBudget;
import io.signalbox.transport.tls.TlsSettings;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketResources;
import io.signalbox.transport.websocket.WebSocketSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.EventListener;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
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
    public record Keys(Path file) {
        private static final String PASSWORD = "changeit";

        public static Keys makeIn(Path directory) throws IOException, InterruptedException {
            Path file = directory.resolve("keys.p12");
            String keytool =
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
            String arguments = "-genkeypair -alias node -keyalg EC -dname CN=localhost -ext SAN=dns:localhost"
                    + " -validity 2 -storetype PKCS12 -keystore " + file + " -storepass " + PASSWORD;
            Process process = new ProcessBuilder((keytool + " " + arguments).split(" "))
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("keytool.log").toFile())
                    .start();
            if (process.waitFor() != 0) {
                throw new IOException(Files.readString(directory.resolve("keytool.log")));
            }
            return new Keys(file);
        }

        /** The settings of a listener with these keys. */
        public TlsSettings settings() {
            return new TlsSettings(
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(file),
                    Optional.of(PASSWORD),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
        }

        private SslConnectionFactory server() {
            SslContextFactory.Server tls = new SslContextFactory.Server();
            tls.setKeyStorePath(file.toString());
            tls.setKeyStorePassword(PASSWORD);
            return new SslConnectionFactory(tls, "http/1.1");
        }

        /** A client that trusts every host with these keys. */
        public HttpClient httpClient() throws IOException, GeneralSecurityException {
            return HttpClient.newBuilder().sslContext(client()).build();
        }

        private SSLContext client() throws IOException, GeneralSecurityException {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                trusted.load(in, PASSWORD.toCharArray());
            }
            KeyStore certificates = KeyStore.getInstance("PKCS12");
            certificates.load(null, null);
            certificates.setCertificateEntry("node", trusted.getCertificate("node"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(certificates);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, trust.getTrustManagers(), null);
            return context;
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
    public Socket socket() throws IOException, GeneralSecurityException {
        return keys == null
                ? new Socket("localhost", connector.getLocalPort())
                : keys.client().getSocketFactory().createSocket("localhost", connector.getLocalPort());
    }

    /** The same over a socket of the test, which can write beneath TLS. */
    Socket socketOver(Socket tcp) throws IOException, GeneralSecurityException {
        return keys.client().getSocketFactory().createSocket(tcp, "localhost", connector.getLocalPort(), true);
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
