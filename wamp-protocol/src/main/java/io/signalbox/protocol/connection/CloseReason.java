package io.signalbox.protocol.connection;

/**
 * Why a connection is closed. Each transport says it in its own words: WebSocket has a close code for each kind.
 *
 * @param text for people; at most 123 bytes of UTF-8
 */
public record CloseReason(Kind kind, String text) {
    /** What a peer can tell one close from another by. */
    public enum Kind {
        NORMAL,
        SHUTDOWN,
        /** The peer broke WAMP or the protocol of its transport. */
        PROTOCOL_ERROR,
        /** The peer sent text that is not valid UTF-8. */
        INVALID_PAYLOAD,
        /** The peer broke a rule of the router that is not a rule of the protocol. */
        POLICY,
        /** The peer sent more than is taken in one message. */
        TOO_LARGE,
        /** The router has no room for what the peer sends at the moment. */
        TRY_AGAIN_LATER,
        /** The router is at fault. */
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
