package io.signalbox.router.local;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.protocol.connection.Connector;
import io.signalbox.protocol.connection.LocalConnection;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.WireFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Connector of one part of the node to the realms of this node, without a socket and without encoding. Thread-safe. */
final class LocalConnector implements Connector {
    private static final String LOCAL = "local";

    /** The same as that of a WebSocket connection. A role may have another one. */
    private static final long MAX_PENDING_BYTES = 64 << 20;

    private final String id;
    private final ConnectionAcceptor router;
    private final ConnectionAcceptor client;
    private final Executor executor;

    // Guarded by this. The client opens no connection before the last one has ended.
    private LocalConnection open;
    private boolean stopped;

    /**
     * @param router acceptor of the router's end
     * @param client acceptor of the end of the part
     * @param executor runs the deliveries of both ends, which do not block
     */
    LocalConnector(String id, ConnectionAcceptor router, ConnectionAcceptor client, Executor executor) {
        this.id = id;
        this.router = router;
        this.client = client;
        this.executor = executor;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String address() {
        return LOCAL + ":" + id;
    }

    @Override
    public synchronized CompletableFuture<WampConnection> connect() {
        if (stopped) {
            return CompletableFuture.failedFuture(new IllegalStateException("the connector has been stopped"));
        }
        PeerInfo peer = new PeerInfo(id, LOCAL, address(), WireFormat.JSON, true, Map.of());
        open = LocalConnection.open(peer, MAX_PENDING_BYTES, executor, router, client);
        return CompletableFuture.completedFuture(open);
    }

    @Override
    public synchronized void stop() {
        stopped = true;
        if (open != null) {
            open.close(CloseReason.NORMAL);
        }
    }
}
