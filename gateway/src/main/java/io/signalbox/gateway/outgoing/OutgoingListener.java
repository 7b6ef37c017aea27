package io.signalbox.gateway.outgoing;

import io.signalbox.gateway.message.WebSocketMessage;

/**
 * Receiver of what happens to an outgoing socket. The methods are called on threads that serve other connections, and must not block.
 * For each connection, {@link #opened}, {@link #received} and {@link #closed} are called one at a time, in this order.
 */
public interface OutgoingListener {

    default void opened(OpenConnection connection) {}

    /** A message has come. {@link OutgoingSocket#pause} keeps further messages away, from the next one on. */
    void received(WebSocketMessage message);

    /** A connection has ended that was open. */
    default void closed(SocketClose close) {}

    /** The state of the socket has changed. */
    default void changed(OutgoingStatus status) {}

    /**
     * A message that the outbox had taken is not delivered: the connection was lost, or could not be opened, before the system had
     * accepted all bytes of the message.
     *
     * @param why for people
     */
    void undelivered(WebSocketMessage message, String why);
}
