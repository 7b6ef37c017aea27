package io.signalbox.gateway.outgoing;

/**
 * End of an open connection.
 *
 * @param code the close code of the peer; of this side if this side has ended the connection; {@link #WITHOUT_CLOSE} if the stream
 *     has ended without a CLOSE
 * @param reason for people; may be empty
 * @param cause what has ended the connection
 */
public record SocketClose(int code, String reason, Cause cause) {
    /** Code of a connection that ended without a CLOSE. No frame carries it. */
    public static final int WITHOUT_CLOSE = 1006;

    /** What ends a connection. */
    public enum Cause {
        /** The server has closed it, has broken the protocol or does not answer, or the connection was lost. */
        SERVER,
        /** This side has closed it, and connects again. */
        RECONNECT,
        /** The owner has stopped the socket. */
        STOP
    }

    /** Returns whether this side has closed the connection, although the server could have gone on. */
    public boolean isOwn() {
        return cause != Cause.SERVER;
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? "code " + code : "code " + code + " " + reason;
    }
}
