package io.signalbox.gateway.connection;

import io.signalbox.gateway.message.WebSocketMessage;

/** Connection that events are about: one of a socket, or a session at a WAMP router. Thread-safe; no method blocks. */
interface EventOrigin {

    /** Returns the index of the socket. */
    int slot();

    /** Returns the subprotocol that the server has chosen; may be empty. */
    String subprotocol();

    /**
     * Closes the connection, which is opened again as after a loss. Without effect if it has ended: no later connection of the same
     * socket is closed for an event of this one.
     *
     * @param code a code that a CLOSE frame may carry
     */
    void close(int code, String reason);

    /** Sends a message over the connection. Returns whether the connection has taken the message. */
    boolean reply(WebSocketMessage message);
}
