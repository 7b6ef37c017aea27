package io.signalbox.transport.proxy;

import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.Admission;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PROXY protocol in front of the other protocols of a port: each connection has to come from a trusted proxy and to begin
 * with a header, whose client becomes the remote address of the end point. Jetty's own factory resolves names, has no
 * bound for a line and logs each defect. Thread-safe.
 */
public final class ProxyProtocol extends AbstractConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyProtocol.class);
    private static final String NAME = "[proxy]";
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final String listener;
    private final TrustedProxies trusted;
    private final TransportCounters counters;
    private final ConnectionFactory next;
    private final LogEpisode untrusted = new LogEpisode(System::nanoTime);
    private final LogEpisode defects = new LogEpisode(System::nanoTime);

    /**
     * Creates the protocol of one listener.
     *
     * @param next the protocol behind the header
     */
    public ProxyProtocol(String listener, TrustedProxies trusted, TransportCounters counters, ConnectionFactory next) {
        super(NAME);
        this.listener = listener;
        this.trusted = trusted;
        this.counters = counters;
        this.next = next;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new HeaderConnection(connector, endPoint), connector, endPoint);
    }

    /** Connection that reads the header. */
    private final class HeaderConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeFrom {
        private final Connector connector;

        /** Allocated at the first bytes: most of the connections that stall never send a byte. */
        private ByteBuffer read = NOTHING;

        HeaderConnection(Connector connector, EndPoint endPoint) {
            super(endPoint, connector.getExecutor());
            this.connector = connector;
        }

        @Override
        public void onOpen() {
            super.onOpen();
            if (trusted.contain(getEndPoint().getRemoteSocketAddress())) {
                fillInterested();
                return;
            }
            counters.proxiesRefused.increment();
            untrusted
                    .next()
                    .ifPresent(unlogged -> LOG.warn(
                            "listener={} peer={} is closed: the peer is not in 'trusted_proxies' ({} more since the last"
                                    + " line)",
                            listener,
                            PeerAddress.text(getEndPoint().getRemoteSocketAddress()),
                            unlogged));
            getEndPoint().close();
        }

        @Override
        public void onFillable() {
            if (read == NOTHING) {
                read = ByteBuffer.allocate(ProxyHeader.MAX_BYTES).flip();
            }
            try {
                int filled = getEndPoint().fill(read);
                Optional<ProxyHeader> header = ProxyHeader.read(read);
                if (header.isPresent()) {
                    proceed(header.get());
                } else if (filled < 0) {
                    end();
                } else {
                    fillInterested();
                }
            } catch (ProxyHeaderDefect defect) {
                refuse(defect.getMessage());
            } catch (IOException e) {
                getEndPoint().close();
            }
        }

        /** Load balancers open a connection without a byte to check the port. */
        private void end() {
            if (read.hasRemaining()) {
                refuse("the connection ends within the header");
            } else {
                getEndPoint().close();
            }
        }

        private void refuse(String reason) {
            counters.proxyHeadersRefused.increment();
            defects.next()
                    .ifPresent(unlogged -> LOG.warn(
                            "listener={} peer={} is closed, PROXY header refused: {} ({} more since the last line)",
                            listener,
                            PeerAddress.text(getEndPoint().getRemoteSocketAddress()),
                            reason,
                            unlogged));
            getEndPoint().close();
        }

        private void proceed(ProxyHeader header) {
            read.position(read.position() + header.lengthBytes());
            RoundEndPoint accepted = RoundEndPoint.below(getEndPoint());
            header.tls().ifPresent(accepted::proxyTls);
            Optional<InetSocketAddress> client = header.client();
            if (client.isPresent()) {
                accepted.client(client.get());
                if (!((Admission) connector).admits(getEndPoint(), client.get())) {
                    getEndPoint().close();
                    return;
                }
            }
            getEndPoint().upgrade(next.newConnection(connector, getEndPoint()));
        }

        @Override
        public ByteBuffer onUpgradeFrom() {
            return read.hasRemaining() ? read : null;
        }

        @Override
        public boolean onIdleExpired(TimeoutException expired) {
            return true;
        }
    }
}
