package io.signalbox.protocol.connection;

import java.util.concurrent.CompletableFuture;

/**
 * Connecting transport: opens connections to one router. The counterpart of a {@link Listener}. Thread-safe.
 *
 * <p>The acceptor of the connector gets each connection before its first message, as the acceptor of a listener does.
 */
public interface Connector {

    /** Returns the id from the configuration. */
    String id();

    /** Returns the URL of the router, such as {@code wss://router.example.com/ws}. */
    String address();

    /**
     * Begins one attempt to open a connection. The attempt ends within the time that the settings of the connector give. A
     * canceled future ends the attempt at once. No method of the future may block in the thread that completes the future,
     * which is a thread of the transport.
     *
     * @return the open connection, or a {@link ConnectFailure}
     */
    CompletableFuture<WampConnection> connect();

    /** Ends all attempts and all connections. Idempotent. */
    void stop();
}
