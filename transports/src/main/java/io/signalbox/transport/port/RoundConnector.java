package io.signalbox.transport.port;

import io.signalbox.transport.LogEpisode;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.Admission;
import io.signalbox.transport.io.PeerAddress;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.io.SendBuffer;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connector that accepts sockets of TCP or of a Unix domain socket, assigns each socket to the rounds of a selector, and
 * closes sockets that send no complete request in time. Overrides opening and accepting of {@link ServerConnector}, which
 * needs {@link java.net.ServerSocket}.
 *
 * <p>Thread safety: all methods are thread-safe, except {@link #accept} and {@link #handleAcceptFailure}, which are
 * confined to the acceptor thread.
 */
final class RoundConnector extends ServerConnector implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(RoundConnector.class);
    private static final long ACCEPT_RETRY_MILLIS = 500;

    /**
     * Attempts that may fail in a row before accepting is suspended. An attempt also fails because of one connection that has
     * ended before it was accepted, and such a failure must not delay others.
     */
    private static final int MAX_FAILED_ACCEPTS = 16;

    /** Largest number of connections beyond the limit that get an answer; further connections are closed at once. */
    static final int MAX_ANSWERED = 256;

    private final ListenerSettings settings;
    private final TransportCounters counters;
    private final PortSocket socket;
    private final AddressLimit addresses;
    private final LogEpisode full = new LogEpisode(System::nanoTime);
    private final LogEpisode fullAddresses = new LogEpisode(System::nanoTime);
    private final LogEpisode paced = new LogEpisode(System::nanoTime);
    private final Map<ManagedSelector, SelectRound> rounds = new ConcurrentHashMap<>();

    /** Null until {@link #open}. */
    private volatile ServerSocketChannel accepting;

    /** Number of open connections. Jetty opens connections on several threads at once. */
    private final AtomicInteger connections = new AtomicInteger();

    private volatile boolean refuses;

    private final AcceptPace pace;

    // Confined to the one acceptor thread.
    private boolean suspended;
    private int failedAccepts;

    RoundConnector(
            Server server, ListenerSettings settings, TransportCounters counters, ConnectionFactory... protocols) {
        super(server, 1, settings.selectors(), protocols);
        this.settings = settings;
        this.counters = counters;
        socket = PortSocket.of(settings.address(), settings.sockets());
        pace = new AcceptPace(settings.sockets().maxAcceptRate());
        addresses = new AddressLimit(settings.addresses().maxConnectionsPerAddress());
        setIdleTimeout(settings.http().idleTimeoutMillis());
    }

    PortSocket socket() {
        return socket;
    }

    @Override
    public void open() throws IOException {
        // The server opens its connectors before it starts them.
        if (!isOpen()) {
            accepting = socket.open();
        }
    }

    @Override
    public boolean isOpen() {
        ServerSocketChannel channel = accepting;
        return channel != null && channel.isOpen();
    }

    @Override
    public Object getTransport() {
        return accepting;
    }

    @Override
    public int getLocalPort() {
        return socket.boundPort();
    }

    @Override
    public void close() {
        socket.remove();
        IO.close(accepting);
    }

    @Override
    public void accept(int acceptorId) throws IOException {
        SocketChannel channel = accepting.accept();
        failedAccepts = 0;
        if (suspended) {
            suspended = false;
            LOG.info("listener={} accepts again", settings.id());
        }
        try {
            channel.configureBlocking(false);
            socket.setUp(channel);
        } catch (IOException e) {
            LOG.debug("listener={} an accepted socket has gone already: {}", settings.id(), e.toString());
            channel.close();
            return;
        }
        getSelectorManager().accept(channel);
        keepPace();
    }

    /** Lets further connections wait in the backlog while the largest rate is reached. */
    private void keepPace() {
        long delayNanos = pace.accepted(System.nanoTime());
        if (delayNanos == 0) {
            return;
        }
        counters.acceptsDelayed.increment();
        paced.next()
                .ifPresent(unlogged -> LOG.info(
                        "listener={} accepts {} connections a second, others wait: raise 'max_accept_rate' if they are meant to"
                                + " be served at once ({} more pauses since the last line)",
                        settings.id(),
                        settings.sockets().maxAcceptRate(),
                        unlogged));
        try {
            TimeUnit.NANOSECONDS.sleep(delayNanos);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean hasRoom() {
        return isWithin(connections.get(), settings.maxConnections());
    }

    private boolean isWithin(int open, int limit) {
        boolean hasRoom = open <= limit;
        if (!hasRoom) {
            full.next()
                    .ifPresent(unlogged -> LOG.warn(
                            "listener={} refuses connections, {} are open: raise 'max_connections' if they are meant to be"
                                    + " ({} more refused since the last line)",
                            settings.id(),
                            settings.maxConnections(),
                            unlogged));
        }
        return hasRoom;
    }

    @Override
    public boolean admits(EndPoint endPoint, SocketAddress client) {
        boolean admitted = addresses.admits(RoundEndPoint.below(endPoint), client);
        if (!admitted) {
            counters.addressesRefused.increment();
            fullAddresses
                    .next()
                    .ifPresent(unlogged -> LOG.warn(
                            "listener={} peer={} is refused, its address has {} connections: raise"
                                    + " 'max_connections_per_address' if they are meant to be, and name proxies in"
                                    + " 'trusted_proxies' ({} more refused since the last line)",
                            settings.id(),
                            PeerAddress.text(client),
                            settings.addresses().maxConnectionsPerAddress(),
                            unlogged));
        }
        return admitted;
    }

    @Override
    public boolean refusesAll() {
        return refuses;
    }

    /** Refuses the connections that are being opened. */
    void refuse() {
        refuses = true;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SelectRound round = rounds.computeIfAbsent(selector, one -> new SelectRound(one, counters));
        SendBuffer sendBuffer = new SendBuffer(channel, settings.sockets().sendBufferBytes());
        RoundEndPoint endPoint = new RoundEndPoint(sendBuffer, selector, key, getScheduler(), round);
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    @Override
    protected void onEndPointOpened(EndPoint endPoint) {
        super.onEndPointOpened(endPoint);
        if (!mayOpen(endPoint)) {
            endPoint.close();
            return;
        }
        if (settings.openHandshakeTimeoutMillis() > 0) {
            // An idle time-out does not suffice: a peer that sends one byte now and then is never idle.
            RoundEndPoint accepted = (RoundEndPoint) endPoint;
            accepted.handshakeTimeout(getScheduler()
                    .schedule(() -> cut(accepted), settings.openHandshakeTimeoutMillis(), TimeUnit.MILLISECONDS));
        }
    }

    /**
     * Returns whether a connection may stay open. A trusted proxy counts for its clients, which the proxy has not named
     * yet.
     */
    private boolean mayOpen(EndPoint endPoint) {
        if (!isWithin(connections.incrementAndGet(), settings.maxConnections() + MAX_ANSWERED)) {
            counters.connectionsRefused.increment();
            return false;
        }
        SocketAddress peer = endPoint.getRemoteSocketAddress();
        return settings.addresses().trustedProxies().contain(peer) || admits(endPoint, peer);
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        connections.decrementAndGet();
        addresses.release(endPoint);
        ((RoundEndPoint) endPoint).endHandshakeTimeout();
        super.onEndPointClosed(endPoint);
    }

    private void cut(RoundEndPoint endPoint) {
        counters.handshakesTimedOut.increment();
        endPoint.close();
    }

    /**
     * Waits before the next attempt after several failures in a row, because without free file descriptors every attempt
     * fails at once. Logs once per episode.
     */
    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        if (!isRunning() || failure instanceof ClosedChannelException) {
            return isRunning() && isOpen();
        }
        if (++failedAccepts < MAX_FAILED_ACCEPTS && !suspended) {
            counters.acceptsFailed.increment();
            LOG.debug("listener={} a connection cannot be accepted: {}", settings.id(), failure.toString());
            return true;
        }
        if (!suspended) {
            suspended = true;
            counters.acceptSuspensions.increment();
            LOG.warn(
                    "listener={} cannot accept ({}); retrying every {} ms - raise the limit of open files (ulimit -n)",
                    settings.id(),
                    failure.getMessage(),
                    ACCEPT_RETRY_MILLIS);
        }
        try {
            TimeUnit.MILLISECONDS.sleep(ACCEPT_RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
