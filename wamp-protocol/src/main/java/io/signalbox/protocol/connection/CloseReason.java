package io.signalbox.protocol.connection;

/**
 * Reason for the close of a connection. Each transport expresses the kind in its own protocol: WebSocket has a close code
 * for each kind. Immutable and thread-safe.
 *
 * @param text the printable reason, at most 123 bytes of UTF-8
 */
public record CloseReason(Kind kind, String text) {
    /** Kind of a close, as far as the peer can distinguish it. */
    public enum Kind {
        NORMAL,
        SHUTDOWN,
        /** The peer violated WAMP or the protocol of its transport. */
        PROTOCOL_ERROR,
        /** The peer sent text that is not valid UTF-8. */
        INVALID_PAYLOAD,
        /** The peer violated a policy of the router, as opposed to the protocol. */
        POLICY,
        /** The peer exceeded the maximum message size. */
        TOO_LARGE,
        /** The router has temporarily no capacity for the data of the peer. */
        TRY_AGAIN_LATER,
        /** The router has an internal error. */
        INTERNAL_ERROR
    }

    public static final CloseReason NORMAL = new CloseReason(Kind.NORMAL, "");
    public static final CloseReason SHUTDOWN = new CloseReason(Kind.SHUTDOWN, "the node is shutting down");

    public static CloseReason protocolError(String text) {
        return new CloseReason(Kind.PROTOCOL_ERROR, text);
    }

    public static CloseReason policy(String text) {
        return new CloseReason(Kind.POLICY, text);
    }

    public static CloseReason internalError(String text) {
        return new CloseReason(Kind.INTERNAL_ERROR, text);
    }
}
