package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.CloseReason;

/** Frame that violates the protocol of the transport or a limit. The bytes behind such a frame cannot be parsed. */
public final class FramingViolation extends Exception {
    private static final long serialVersionUID = 1;

    private final CloseReason.Kind kind;

    /** @param kind the kind of the close that follows: PROTOCOL_ERROR, INVALID_PAYLOAD or TOO_LARGE */
    public FramingViolation(CloseReason.Kind kind, String message) {
        // Without a stack trace, because a hostile peer may cause many violations.
        super(message, null, false, false);
        this.kind = kind;
    }

    public CloseReason.Kind kind() {
        return kind;
    }
}
