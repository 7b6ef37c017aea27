package io.signalbox.gateway.outgoing;

/**
 * End of an open connection.
 *
 * @param code the close code of the peer; of this side if this side has ended the connection; {@link #WITHOUT_CLOSE} if the stream
 *     has ended without a CLOSE
 * @param reason for people; may be empty
 * @param isOwn whether the owner of the socket has stopped it
 */
public record SocketClose(int code, String reason, boolean isOwn) {
    /** Code of a connection that ended without a CLOSE. No frame carries it. */
    public static final int WITHOUT_CLOSE = 1006;

    @Override
    public String toString() {
        return reason.isEmpty() ? "code " + code : "code " + code + " " + reason;
    }
}
