package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.FramedConnection;
import io.signalbox.transport.connection.MessageFormat;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.io.SendBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WebSocket client: opens connections over TCP, and reads and writes them on a selector of its own.
 *
 * <p>Thread-safe.
 */
public final class WebSocketClient {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketClient.class);
    private static final int DEFAULT_PORT = 80;
    private static final int THREADS = 4;
    private static final int IDLE_MILLIS = 60_000;

    private final WebSocketClientSettings settings;
    private final ConnectionContext context;
    private final TransportCounters counters;
    private final DeflateMemory deflateMemory;
    private final RoundClientConnector connector = new RoundClientConnector();

    /**
     * Creates a client that is not started. The acceptor of {@code resources} gets the connections.
     *
     * @param deflateMemory the limit of the memory of compressed connections
     */
    public WebSocketClient(
            WebSocketClientSettings settings, ConnectionResources resources, DeflateMemory deflateMemory) {
        this.settings = settings;
        this.deflateMemory = deflateMemory;
        this.context = new ConnectionContext(settings.connections(), resources);
        this.counters = resources.counters();
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1, IDLE_MILLIS, new LinkedBlockingQueue<>());
        threads.setName(settings.id());
        connector.setExecutor(threads);
        connector.setSelectors(1);
        connector.setConnectTimeout(Duration.ofMillis(settings.openTimeoutMillis()));
        connector.setIdleTimeout(Duration.ZERO);
        if (settings.sendBufferBytes() > 0) {
            connector.setSendBufferSize(SendBuffer.firstBytes(settings.sendBufferBytes()));
        }
    }

    /** Starts the selector and the timers. */
    public void start() throws IOException {
        try {
            connector.start();
        } catch (Exception e) {
            throw new IOException("client '" + settings.id() + "' cannot be started: " + e.getMessage(), e);
        }
        context.start(connector.getScheduler());
    }

    /** Ends all connections and stops the threads. Idempotent. */
    public void stop() {
        context.stop();
        try {
            connector.stop();
        } catch (Exception e) {
            LOG.warn("client={} did not stop cleanly: {}", settings.id(), e.toString());
        }
    }

    /**
     * Opens a connection. Resolves the name of the host on the calling thread.
     *
     * @param uri an absolute {@code ws} URI without a fragment
     * @return the open connection, or an {@link IOException} with the reason; completes on an I/O thread, which must not
     *     block
     * @throws IllegalArgumentException if the URI is another one
     */
    public CompletionStage<WampConnection> connect(URI uri) {
        if (!"ws".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "not the URI of a WebSocket over TCP, such as ws://host:8080/ws: " + uri);
        }
        List<String> offered =
                settings.subprotocols().stream().map(Subprotocol::wireName).toList();
        // Reserved before the offer, because a client cannot take back an offer that the server has accepted.
        Optional<DeflateMemory.Share> share =
                settings.deflate().flatMap(deflate -> deflateMemory.reserve(!deflate.noContextTakeover()));
        Optional<DeflateParameters> offer =
                share.map(memory -> DeflateParameters.offer(settings.deflate().orElseThrow(), memory.takesOver()));
        ClientHandshake handshake =
                new ClientHandshake(uri, offered, offer, (endPoint, answer) -> connection(endPoint, answer, share));
        handshake.opened().whenComplete((connection, failure) -> {
            if (failure != null) {
                share.ifPresent(DeflateMemory.Share::release);
            }
        });
        try {
            begin(handshake, uri);
        } catch (Throwable failure) {
            handshake.fail("cannot be connected to", failure);
        }
        return handshake.opened();
    }

    private void begin(ClientHandshake handshake, URI uri) {
        if (!connector.isRunning()) {
            throw new IllegalStateException("client '" + settings.id() + "' is not running");
        }
        Scheduler.Task deadline = connector
                .getScheduler()
                .schedule(
                        () -> handshake.fail("did not open a WebSocket within " + settings.openTimeoutMillis() + " ms"),
                        settings.openTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
        handshake.opened().whenComplete((connection, failure) -> deadline.cancel());
        Map<String, Object> attempt = new HashMap<>();
        attempt.put(ClientHandshake.class.getName(), handshake);
        attempt.put(Transport.CONTEXT_KEY, Transport.TCP_IP);
        attempt.put(
                ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY,
                Promise.from(opened -> {}, failure -> handshake.fail("cannot be connected to", failure)));
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        String host = uri.getHost();
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        connector.connect(new InetSocketAddress(name, port), attempt);
    }

    private FramedConnection connection(
            EndPoint endPoint, ClientHandshake.Answer answer, Optional<DeflateMemory.Share> share) {
        Subprotocol subprotocol = Subprotocol.byName(answer.subprotocol()).orElseThrow();
        InetSocketAddress remote = (InetSocketAddress) endPoint.getRemoteSocketAddress();
        PeerInfo peer = new PeerInfo(
                settings.id(),
                "websocket",
                remote.getAddress().getHostAddress() + ":" + remote.getPort(),
                subprotocol.format(),
                endPoint.isSecure(),
                Handshake.byName(answer.headers()),
                "",
                answer.subprotocol(),
                RoundEndPoint.tls(endPoint),
                Optional.empty());
        Optional<PerMessageDeflate> deflate = answer.deflate().map(terms -> deflate(terms, share.orElseThrow()));
        if (deflate.isEmpty()) {
            share.ifPresent(DeflateMemory.Share::release);
        }
        WebSocketFraming framing = new WebSocketFraming(
                WebSocketFraming.Role.CLIENT,
                subprotocol.format().isBinary(),
                new FrameTerms(settings.maxFrameBytes(), Integer.MAX_VALUE, true),
                null,
                deflate.orElse(null));
        MessageFormat format = MessageFormat.withRouter(subprotocol, context);
        return new FramedConnection(endPoint, connector.getExecutor(), peer, format, framing, context);
    }

    private PerMessageDeflate deflate(DeflateTerms terms, DeflateMemory.Share share) {
        return new PerMessageDeflate(
                deflateMemory,
                share,
                terms.clientTakesOver(),
                terms.serverTakesOver(),
                settings.deflate().orElseThrow(),
                counters);
    }

    /** Connector whose sockets are read and written in rounds. */
    private final class RoundClientConnector extends ClientConnector {
        private final Map<ManagedSelector, SelectRound> rounds = new ConcurrentHashMap<>();

        @Override
        protected EndPoint newEndPoint(SelectableChannel channel, ManagedSelector selector, SelectionKey key) {
            SelectRound round = rounds.computeIfAbsent(selector, one -> new SelectRound(one, counters));
            SendBuffer sendBuffer = new SendBuffer((SocketChannel) channel, settings.sendBufferBytes());
            return new RoundEndPoint(sendBuffer, selector, key, getScheduler(), round);
        }

        @Override
        protected Connection newConnection(EndPoint endPoint, Map<String, Object> attempt) {
            ClientHandshake handshake = (ClientHandshake) attempt.get(ClientHandshake.class.getName());
            return handshake.over(endPoint, getExecutor());
        }
    }
}
