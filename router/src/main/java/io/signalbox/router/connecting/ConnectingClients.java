package io.signalbox.router.connecting;

import io.signalbox.client.ClientResources;
import io.signalbox.client.WampClient;
import io.signalbox.client.WampClientBuilder;
import io.signalbox.protocol.connection.ConnectionAcceptor;
import io.signalbox.transport.connecting.ConnectingSelectors;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.ConnectingTransport;
import io.signalbox.transport.connection.ConnectionResources;
import io.signalbox.transport.websocket.DeflateMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.Function;

/**
 * Clients over the connecting transports of a configuration, which share a thread that reads and writes, and a timer. Threads start with
 * the first client that connects. Thread-safe.
 */
public final class ConnectingClients implements AutoCloseable {
    private final String threads;
    private final Function<ConnectionAcceptor, ConnectionResources> connections;
    private final DeflateMemory deflate;
    private final ClientResources resources = ClientResources.create();

    // Guarded by this. Null until a client connects.
    private ConnectingSelectors selectors;

    /**
     * @param threads the begin of the names of the threads
     * @param connections makes the resources of the connections that an acceptor gets
     * @param deflate the memory of compressed connections
     */
    public ConnectingClients(
            String threads, Function<ConnectionAcceptor, ConnectionResources> connections, DeflateMemory deflate) {
        this.threads = threads;
        this.connections = connections;
        this.deflate = deflate;
    }

    /** Returns the timer and the limits that further clients of the same owner may share. */
    public ClientResources resources() {
        return resources;
    }

    /**
     * Returns a builder of a client over a connecting transport, with its credentials, limits and rules of reconnecting.
     *
     * @param id the name of a transport without an id, for log lines
     * @throws IllegalStateException if the credentials can no longer be used; the message has no secret
     */
    public WampClientBuilder client(String id, ConnectingTransportItem transport, String realm) {
        ConnectingSettings settings = transport.settings(id);
        WampClientBuilder builder = WampClient.builder(acceptor -> connector(settings, acceptor), realm)
                .resources(resources)
                .authentications(transport.authentications())
                .limits(transport.limits())
                .reconnect(transport.reconnect().rules());
        int closeMillis = transport.options().closeHandshakeTimeoutMillis();
        return closeMillis == 0 ? builder : builder.closeTimeout(Duration.ofMillis(closeMillis));
    }

    private synchronized ConnectingTransport connector(ConnectingSettings settings, ConnectionAcceptor acceptor) {
        ConnectionResources ofConnections = connections.apply(acceptor);
        if (selectors == null) {
            ConnectingSelectors fresh = new ConnectingSelectors(threads, 1, ofConnections.counters());
            try {
                fresh.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            selectors = fresh;
        }
        return new ConnectingTransport(settings, ofConnections, deflate, selectors);
    }

    /** Ends all threads. Called when all clients are closed. Idempotent. */
    @Override
    public synchronized void close() {
        if (selectors != null) {
            selectors.stop();
            selectors = null;
        }
        resources.close();
    }
}
