package io.signalbox.transport.port;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.http.HostPath;
import io.signalbox.transport.http.PlainText;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.proxy.ForwardedRequests;
import io.signalbox.transport.proxy.ProxyProtocol;
import io.signalbox.transport.proxy.TrustedProxies;
import io.signalbox.transport.rawsocket.RawSocketProtocol;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listening port of TCP or of a Unix domain socket, with its protocols. Thread-safe. */
public final class ListeningPort implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ListeningPort.class);

    /** Threads beside acceptor, selectors and TLS handshakes, for HTTP requests and upgrades, which are short. */
    private static final int WORKERS = 8;

    private static final int IDLE_MILLIS = 60_000;

    /** Percent sign and control characters may stand in names, encoded; slashes, dots and broken UTF-8 may not. */
    private static final UriCompliance NAMES_OF_FILES = UriCompliance.RFC3986.with(
            "NAMES_OF_FILES", Violation.AMBIGUOUS_PATH_ENCODING, Violation.SUSPICIOUS_PATH_CHARACTERS);

    private final ListenerSettings settings;
    private final TransportCounters counters;
    private final PortProtocols protocols;
    private final Server server;
    private final RoundConnector connector;

    /** Creates a port that is not started. Its address contains the first of the paths. */
    public ListeningPort(ListenerSettings settings, TransportCounters counters, PortProtocols protocols) {
        this.settings = settings;
        this.counters = counters;
        this.protocols = protocols;
        server = new Server(threads());
        connector = new RoundConnector(server, settings, counters, factories());
        if (protocols.tls() != null) {
            connector.addBean(new FailedHandshakes(settings.id(), counters, System::nanoTime));
        }
        if (protocols.rawSocket() != null) {
            protocols.rawSocket().timer(connector.getScheduler());
        }
        server.addConnector(connector);
        if (settings.http().accessLog()) {
            server.setRequestLog(new AccessLog(settings.id()));
        }
        PathMappingsHandler mappings = new PathMappingsHandler(false);
        for (HostPath path : protocols.paths()) {
            PathSpec spec = new ServletPathSpec(path.pathSpec());
            mappings.addMapping(spec, path.handler());
        }
        server.setHandler(new Entrance(mappings));
    }

    /** Returns the protocols in the order in which Jetty looks for the next one, the outermost first. */
    private ConnectionFactory[] factories() {
        List<ConnectionFactory> all = new ArrayList<>();
        RawSocketProtocol rawSocket = protocols.rawSocket();
        if (protocols.hasHttp()) {
            ConnectionFactory http = new HttpConnectionFactory(httpConfiguration());
            all.add(http);
            if (rawSocket != null) {
                all.add(0, new ProtocolDetection(rawSocket, http, null));
            }
        } else {
            all.add(rawSocket);
        }
        if (protocols.tls() != null) {
            HandshakeQueue handshakes =
                    new HandshakeQueue(server.getThreadPool(), protocols.tls().handshakeThreads(), System::nanoTime);
            all.add(0, new HandshakeThreads(handshakes, all.get(0)));
            SslConnectionFactory tls = new SslConnectionFactory(protocols.tls().factory(), HandshakeThreads.NAME);
            all.add(0, new ProtocolDetection(tls, new PlaintextRefusal(counters), handshakes));
        }
        if (settings.addresses().proxyProtocol()) {
            all.add(0, new ProxyProtocol(settings.id(), settings.addresses().trustedProxies(), counters, all.get(0)));
        }
        return all.toArray(new ConnectionFactory[0]);
    }

    private HttpConfiguration httpConfiguration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(settings.http().maxHeaderBytes());
        http.setUriCompliance(NAMES_OF_FILES);
        if (settings.address() instanceof ListeningAddress.Unix) {
            // For requests without a Host header: the socket has no name of a host.
            http.setServerAuthority(new HostPort("localhost"));
        }
        if (protocols.tls() != null) {
            // A server name without a certificate gets the first certificate: the client decides whether
            // to accept it.
            http.addCustomizer(new SecureRequestCustomizer(false));
        }
        TrustedProxies proxies = settings.addresses().trustedProxies();
        if (!proxies.isEmpty()) {
            http.addCustomizer(new ForwardedRequests(settings.id(), proxies, counters));
        }
        return http;
    }

    /**
     * Returns the threads. Jetty's default queue initializes JMX to read the size of a cache line, which takes a tenth of
     * the node's start.
     */
    private QueuedThreadPool threads() {
        int handshakes = protocols.tls() == null ? 0 : protocols.tls().handshakeThreads();
        int most = settings.selectors() + 1 + WORKERS + handshakes;
        QueuedThreadPool threads = new QueuedThreadPool(most, WORKERS, IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName(settings.id());
        return threads;
    }

    @Override
    public String id() {
        return settings.id();
    }

    @Override
    public void start() throws IOException {
        try {
            server.start();
        } catch (Exception e) {
            stop();
            PortSocket socket = connector.socket();
            throw new IOException(
                    "listener '" + settings.id() + "': cannot listen on " + socket.name() + ": " + socket.explain(e),
                    e);
        }
    }

    @Override
    public String address() {
        String path =
                protocols.paths().isEmpty() ? "" : protocols.paths().get(0).path();
        return connector.socket().url(scheme(), path);
    }

    private String scheme() {
        String plain = protocols.hasHttp() ? httpScheme() : "rs";
        return protocols.tls() == null ? plain : plain + "s";
    }

    /** Without a path, all requests are answered with 404. */
    private String httpScheme() {
        return protocols.paths().isEmpty() ? "http" : protocols.paths().get(0).scheme();
    }

    @Override
    public void stopAccepting() {
        connector.refuse();
        connector.close();
    }

    @Override
    public void stop() {
        connector.refuse();
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("listener={} did not stop cleanly: {}", settings.id(), e.toString());
        }
    }

    /** First handler of every request: refuses the request when the port is full or stopping. */
    private final class Entrance extends Handler.Wrapper {
        Entrance(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            RoundEndPoint.below(request.getConnectionMetaData().getConnection().getEndPoint())
                    .endHandshakeTimeout();
            if (connector.refusesAll() || !connector.hasRoom()) {
                counters.connectionsRefused.increment();
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                String text = connector.refusesAll()
                        ? "This node is shutting down."
                        : "This listener has no room for more connections.";
                PlainText.answer(HttpStatus.SERVICE_UNAVAILABLE_503, text, response, callback);
                return true;
            }
            if (!admits(request)) {
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                String text = "This address has too many connections.";
                PlainText.answer(HttpStatus.TOO_MANY_REQUESTS_429, text, response, callback);
                return true;
            }
            Optional<String> defect = RequestPath.defect(request.getHttpURI().getPath());
            if (defect.isPresent()) {
                PlainText.answer(HttpStatus.BAD_REQUEST_400, defect.get(), response, callback);
                return true;
            }
            OptionalInt seconds = settings.http().strictTransportSeconds();
            if (seconds.isPresent() && request.isSecure()) {
                response.getHeaders().put(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=" + seconds.getAsInt());
            }
            if (!super.handle(request, response, callback)) {
                PlainText.answer(HttpStatus.NOT_FOUND_404, "There is nothing at this path.", response, callback);
            }
            return true;
        }

        /**
         * Returns whether the client has room. A connection of a trusted proxy counts for the client of its latest
         * request.
         */
        private boolean admits(Request request) {
            EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
            SocketAddress client = request.getConnectionMetaData().getRemoteSocketAddress();
            return !settings.addresses().trustedProxies().contain(endPoint.getRemoteSocketAddress())
                    || settings.addresses().trustedProxies().contain(client)
                    || connector.admits(endPoint, client);
        }
    }
}
