package io.signalbox.transport.connecting;

import io.signalbox.protocol.connection.ConnectFailure;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.connection.ClientProtocol;
import io.signalbox.transport.connection.ConnectionContext;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.rawsocket.RawSocketClient;
import io.signalbox.transport.tls.ConnectingTls;
import io.signalbox.transport.websocket.DeflateMemory;
import io.signalbox.transport.websocket.WebSocketClient;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Connecting transport to one router, over shared selectors. Thread-safe. */
public final class ConnectingTransport implements Connector {
    private final ConnectingSettings settings;
    private final ConnectingSelectors selectors;
    private final ConnectionContext context;
    private final List<ClientProtocol<WampConnection>> protocols;
    private final Set<ConnectAttempt<WampConnection>> attempts = ConcurrentHashMap.newKeySet();
    private volatile boolean isStopped;

    /**
     * Creates a transport.
     *
     * @param resources has the acceptor that gets the connections
     * @param deflateMemory the limit of the memory of compressed connections
     * @param selectors are started, and are stopped after this transport
     */
    public ConnectingTransport(
            ConnectingSettings settings,
            ConnectionResources resources,
            DeflateMemory deflateMemory,
            ConnectingSelectors selectors) {
        this.settings = settings;
        this.selectors = selectors;
        ConnectionResources own = settings.debug() ? resources.logged() : resources;
        context = new ConnectionContext(connections(settings.protocol()), own);
        protocols = protocols(deflateMemory);
        context.start(selectors.timer());
    }

    private static ConnectionSettings connections(ConnectingProtocol protocol) {
        return switch (protocol) {
            case ConnectingProtocol.WebSocket webSocket -> webSocket.settings().connections();
            case ConnectingProtocol.RawSocket rawSocket -> rawSocket.settings().connections();
        };
    }

    private List<ClientProtocol<WampConnection>> protocols(DeflateMemory deflateMemory) {
        return switch (settings.protocol()) {
            case ConnectingProtocol.WebSocket webSocket ->
                List.of(new WebSocketClient(
                        settings.id(),
                        settings.handshakeUri(),
                        webSocket.settings(),
                        context,
                        deflateMemory,
                        settings.debug()));
            case ConnectingProtocol.RawSocket rawSocket ->
                rawSocket.formats().stream()
                        .<ClientProtocol<WampConnection>>map(format -> new RawSocketClient(
                                settings.id(), format, rawSocket.settings(), context, settings.debug()))
                        .toList();
        };
    }

    @Override
    public String id() {
        return settings.id();
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public CompletableFuture<WampConnection> connect() {
        context.counters().connectAttempts.increment();
        ConnectAttempt<WampConnection> attempt =
                new ConnectAttempt<>(settings.target(), protocols, ConnectingTls::read, selectors);
        attempts.add(attempt);
        attempt.result().whenComplete((connection, failure) -> {
            attempts.remove(attempt);
            if (failure instanceof ConnectFailure failed && failed.kind() != ConnectFailure.Kind.CANCELED) {
                context.counters().connectsFailed.increment();
            }
        });
        attempt.begin();
        if (isStopped) {
            cancel(attempt);
        }
        return attempt.result();
    }

    @Override
    public void stop() {
        isStopped = true;
        attempts.forEach(ConnectingTransport::cancel);
        context.stop();
    }

    private static void cancel(ConnectAttempt<?> attempt) {
        attempt.fail(ConnectFailure.Kind.CANCELED, "is not connected to any more: the transport has been stopped");
    }
}
