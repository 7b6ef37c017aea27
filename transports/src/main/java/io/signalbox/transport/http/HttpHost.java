package io.signalbox.transport.http;

import io.signalbox.protocol.connection.Listener;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.RoundEndPoint;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http.UriCompliance.Violation;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.http.pathmap.ServletPathSpec;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listening port with its paths. Any thread may call it. */
public final class HttpHost implements Listener {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHost.class);

    /** Beside acceptor and selectors: HTTP requests and upgrades, which are short. */
    private static final int WORKERS = 8;

    private static final int IDLE_MILLIS = 60_000;

    /** Percent sign and backslash may stand in names, encoded; dot segments, slashes and broken UTF-8 may not. */
    private static final UriCompliance NAMES_OF_FILES = UriCompliance.RFC3986.with(
            "NAMES_OF_FILES", Violation.AMBIGUOUS_PATH_ENCODING, Violation.SUSPICIOUS_PATH_CHARACTERS);

    private final ListenerSettings settings;
    private final TransportCounters counters;
    private final List<HostPath> paths;
    private final Server server;
    private final RoundConnector connector;
    private volatile int boundPort;
    private volatile boolean refusing;

    /** A host that is not started yet. Its address names the first of the paths. */
    public HttpHost(ListenerSettings settings, TransportCounters counters, List<HostPath> paths) {
        this.settings = settings;
        this.counters = counters;
        this.paths = List.copyOf(paths);
        server = new Server(threads(settings));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setUriCompliance(NAMES_OF_FILES);
        connector = new RoundConnector(server, settings, counters, new HttpConnectionFactory(http));
        server.addConnector(connector);
        PathMappingsHandler mappings = new PathMappingsHandler(false);
        for (HostPath path : this.paths) {
            PathSpec spec = new ServletPathSpec(path.pathSpec());
            mappings.addMapping(spec, path.handler());
        }
        server.setHandler(new Entrance(mappings));
    }

    /** Jetty's own queue would start all of JMX to ask for the size of a cache line: a tenth of the node's start. */
    private static QueuedThreadPool threads(ListenerSettings settings) {
        int most = settings.selectors() + 1 + WORKERS;
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
            boundPort = connector.getLocalPort();
        } catch (Exception e) {
            stop();
            throw new IOException(
                    "listener '" + settings.id() + "': cannot listen on " + settings.host() + ":" + settings.port()
                            + ": " + BindFailure.explain(e, settings.host()),
                    e);
        }
    }

    @Override
    public String address() {
        HostPath first = paths.get(0);
        return first.scheme() + "://" + hostInUrl() + ":" + (boundPort > 0 ? boundPort : settings.port())
                + first.path();
    }

    private String hostInUrl() {
        return settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    }

    @Override
    public void stopAccepting() {
        refusing = true;
        connector.close();
    }

    @Override
    public void stop() {
        refusing = true;
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("listener={} did not stop cleanly: {}", settings.id(), e.toString());
        }
    }

    /** Sees every request first: turns it away when the host is full or stopping. */
    private final class Entrance extends Handler.Wrapper {
        Entrance(Handler handler) {
            super(handler);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            RoundEndPoint.below(request.getConnectionMetaData().getConnection().getEndPoint())
                    .endHandshakeTimeout();
            if (refusing || connector.getConnectedEndPoints().size() > settings.maxConnections()) {
                counters.connectionsRefused.increment();
                response.getHeaders().put(HttpHeader.CONNECTION, "close");
                String text =
                        refusing ? "This node is shutting down." : "This listener has no room for more connections.";
                PlainText.answer(HttpStatus.SERVICE_UNAVAILABLE_503, text, response, callback);
                return true;
            }
            if (!super.handle(request, response, callback)) {
                PlainText.answer(HttpStatus.NOT_FOUND_404, "There is nothing at this path.", response, callback);
            }
            return true;
        }
    }
}
