package io.signalbox.gateway.outgoing;

/** Open connection of an outgoing socket. Thread-safe. */
public interface OpenConnection {

    /** Returns the subprotocol that the server has chosen; empty if none was offered or chosen. */
    String subprotocol();

    /**
     * Closes the connection with CLOSE. Another attempt follows as after a loss. Without effect on a connection that has ended.
     *
     * @param code a code that a CLOSE frame may carry
     */
    void leave(int code, String reason);
}
