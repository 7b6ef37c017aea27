package io.signalbox.transport.port;

import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.Admission;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.io.SendBuffer;
import java.net.Socket;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts sockets, gives each to a selector's rounds, and cuts those that never ask for anything. */
final class RoundConnector extends ServerConnector implements Admission {
    private static final Logger LOG = LoggerFactory.getLogger(RoundConnector.class);
    private static final long ACCEPT_RETRY_MILLIS = 500;

    private final ListenerSettings settings;
    private final TransportCounters counters;
    private final Map<ManagedSelector, SelectRound> rounds = new ConcurrentHashMap<>();

    private volatile boolean refuses;

    // Confined to the one acceptor thread.
    private boolean suspended;

    RoundConnector(
            Server server, ListenerSettings settings, TransportCounters counters, ConnectionFactory... protocols) {
        super(server, 1, settings.selectors(), protocols);
        this.settings = settings;
        this.counters = counters;
        setHost(settings.host());
        setPort(settings.port());
        setAcceptQueueSize(settings.sockets().backlog());
        setAcceptedTcpNoDelay(settings.sockets().tcpNoDelay());
        if (settings.sockets().sendBufferBytes() > 0) {
            setAcceptedSendBufferSize(SendBuffer.firstBytes(settings.sockets().sendBufferBytes()));
        }
        setIdleTimeout(settings.httpIdleTimeoutMillis());
    }

    @Override
    public boolean hasRoom() {
        return getConnectedEndPoints().size() <= settings.maxConnections();
    }

    @Override
    public boolean isStopping() {
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
        if (settings.openHandshakeTimeoutMillis() > 0) {
            // An idle time-out would not do: a peer that sends one byte now and then is never idle.
            RoundEndPoint accepted = (RoundEndPoint) endPoint;
            accepted.handshakeTimeout(getScheduler()
                    .schedule(() -> cut(accepted), settings.openHandshakeTimeoutMillis(), TimeUnit.MILLISECONDS));
        }
    }

    @Override
    protected void onEndPointClosed(EndPoint endPoint) {
        ((RoundEndPoint) endPoint).endHandshakeTimeout();
        super.onEndPointClosed(endPoint);
    }

    private void cut(RoundEndPoint endPoint) {
        counters.handshakesTimedOut.increment();
        endPoint.close();
    }

    @Override
    protected void configure(Socket socket) {
        super.configure(socket);
        if (suspended) {
            suspended = false;
            LOG.info("listener={} accepts again", settings.id());
        }
    }

    /** Out of file descriptors, accepting fails at once every time: it waits, and says so once per episode. */
    @Override
    protected boolean handleAcceptFailure(Throwable failure) {
        if (!isRunning() || failure instanceof ClosedChannelException) {
            return isRunning() && isOpen();
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
