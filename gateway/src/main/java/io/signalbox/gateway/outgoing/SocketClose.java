package io.signalbox.gateway.outgoing;

/**
 * End of an open connection.
 *
 * @param code the close code of the peer; of this side if this side has ended the connection; {@link #WITHOUT_CLOSE} if the stream
 *     has ended without a CLOSE
 * @param reason for people; may be empty
 */
public record SocketClose(int code, String reason, Cause cause) {
    /** Code of a connection that ended without a CLOSE. No frame carries it. */
    public static final int WITHOUT_CLOSE = 1006;

    /** Cause of the end. */
    public enum Cause {
        /** The owner has stopped the socket. */
        STOP,
        /** The owner has left the connection, or a limit of this node has ended it. */
        NODE,
        /** The server has closed the connection, has broken the protocol, or does not answer any more. */
        SERVER
    }

    /** Returns whether the owner has stopped the socket, so that no attempt follows. */
    public boolean isStop() {
        return cause == Cause.STOP;
    }

    /** Returns whether this side has ended the connection, although the server could have gone on. */
    public boolean isOwn() {
        return cause != Cause.SERVER;
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? "code " + code : "code " + code + " " + reason;
    }
}
