package io.signalbox.transport.proxy;

import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.PeerAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Customizer of requests: sets the address and the scheme of the client that trusted proxies name, in HTTP headers or in a PROXY
 * header. Jetty's own customizer uses the first address of a list, which a client can forge. Thread-safe.
 */
public final class ForwardedRequests implements HttpConfiguration.Customizer {
    private static final Logger LOG = LoggerFactory.getLogger(ForwardedRequests.class);

    private final String listener;
    private final TrustedProxies trusted;
    private final TransportCounters counters;
    private final LogEpisode refusals = new LogEpisode(System::nanoTime);

    public ForwardedRequests(String listener, TrustedProxies trusted, TransportCounters counters) {
        this.listener = listener;
        this.trusted = trusted;
        this.counters = counters;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        SocketAddress peer = request.getConnectionMetaData().getRemoteSocketAddress();
        try {
            ForwardedClient client = ForwardedClient.of(peer, request.getHeaders(), trusted);
            // Jetty looks for TLS up to this node only.
            boolean isSecure = client.isSecure()
                    .orElse(request.isSecure()
                            || request.getConnectionMetaData()
                                    .getConnection()
                                    .getEndPoint()
                                    .isSecure());
            // A socket that is closed meanwhile has no address.
            boolean isAsSeen = Objects.equals(client.address(), peer) && isSecure == request.isSecure();
            return isAsSeen ? request : new OfClient(request, client.address(), isSecure);
        } catch (IllegalArgumentException e) {
            counters.forwardedRefused.increment();
            refusals.next()
                    .ifPresent(unlogged -> LOG.warn(
                            "listener={} peer={} request refused: {}; let the proxy set one of the headers and remove the"
                                    + " other ({} more refused since the last line)",
                            listener,
                            PeerAddress.text(peer),
                            e.getMessage(),
                            unlogged));
            throw new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, e.getMessage());
        }
    }

    private static final class OfClient extends Request.Wrapper {
        private final ConnectionMetaData connection;
        private final HttpURI uri;
        private final boolean isSecure;

        OfClient(Request request, SocketAddress client, boolean isSecure) {
            super(request);
            this.isSecure = isSecure;
            HttpScheme scheme = isSecure ? HttpScheme.HTTPS : HttpScheme.HTTP;
            uri = HttpURI.build(request.getHttpURI()).scheme(scheme).asImmutable();
            connection = new ConnectionMetaData.Wrapper(request.getConnectionMetaData()) {
                @Override
                public SocketAddress getRemoteSocketAddress() {
                    return client;
                }

                @Override
                public boolean isSecure() {
                    return isSecure;
                }
            };
        }

        @Override
        public ConnectionMetaData getConnectionMetaData() {
            return connection;
        }

        @Override
        public HttpURI getHttpURI() {
            return uri;
        }

        @Override
        public boolean isSecure() {
            return isSecure;
        }
    }
}
