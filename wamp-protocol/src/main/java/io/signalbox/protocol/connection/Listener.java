package io.signalbox.protocol.connection;

import java.io.IOException;

/** Listening transport: accepts connections on one address. */
public interface Listener {

    /** Returns the id from the configuration. */
    String id();

    /**
     * Binds the address and starts to accept connections.
     *
     * @throws IOException if the address cannot be bound; the message has the address and the remedy
     */
    void start() throws IOException;

    /** Returns the address with the bound port, such as {@code ws://127.0.0.1:8080/ws}. */
    String address();

    /** Refuses new connections. Open connections are not affected. */
    void stopAccepting();

    /** Closes the open connections without a handshake and releases the port. */
    void stop();
}
