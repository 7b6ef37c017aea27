package io.signalbox.protocol.connection;

import java.io.IOException;

/** A place where peers connect to this node. */
public interface Listener {

    /** The id from the configuration. */
    String id();

    /**
     * Binds and accepts.
     *
     * @throws IOException when the address cannot be bound; the text names the address and the remedy
     */
    void start() throws IOException;

    /** Where peers connect, with the port that was bound, such as {@code ws://127.0.0.1:8080/ws}. */
    String address();

    /** Refuses new connections; those that are open stay. */
    void stopAccepting();

    /** Cuts what is still open and frees the port. */
    void stop();
}
