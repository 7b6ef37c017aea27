package io.signalbox.protocol.connection;

/**
 * Why a connection is closed, in the numbers of RFC 6455 section 7.4.
 *
 * @param code the close code that WebSocket transports send
 * @param text at most 123 bytes of UTF-8
 */
public record CloseReason(int code, String text) {
    public static final CloseReason NORMAL = new CloseReason(1000, "");
    public static final CloseReason SHUTDOWN = new CloseReason(1001, "the node is shutting down");

    public static CloseReason protocolError(String text) {
        return new CloseReason(1002, text);
    }

    /** The session broke a rule of the router that is not a rule of the protocol. */
    public static CloseReason policy(String text) {
        return new CloseReason(1008, text);
    }

    public static CloseReason internalError(String text) {
        return new CloseReason(1011, text);
    }
}
