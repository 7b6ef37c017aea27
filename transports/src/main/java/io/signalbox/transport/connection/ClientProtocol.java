package io.signalbox.transport.connection;

import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Protocol of a connecting transport: the opening handshake of the client, and the framing behind it. Thread-safe.
 *
 * @param <C> the type of the connections
 */
public interface ClientProtocol<C> {

    /**
     * Returns the connection of Jetty that performs the handshake and ends {@code opening}.
     *
     * @param endPoint the socket, or the decrypted end point of TLS
     */
    Connection handshake(EndPoint endPoint, Executor executor, ClientOpening<C> opening);

    /** Returns what the handshake waits for, such as {@code the answer to the WebSocket handshake}. */
    String awaited();
}
