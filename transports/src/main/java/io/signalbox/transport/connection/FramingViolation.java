package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.CloseReason;

/** A frame that breaks the protocol of the transport or a limit. What follows such a frame cannot be read. */
public final class FramingViolation extends Exception {
    private static final long serialVersionUID = 1;

    private final CloseReason.Kind kind;

    /**
     * A violation.
     *
     * @param kind what answers it: PROTOCOL_ERROR, INVALID_PAYLOAD or TOO_LARGE
     */
    public FramingViolation(CloseReason.Kind kind, String message) {
        // A hostile peer causes many of them: nobody reads their stack traces.
        super(message, null, false, false);
        this.kind = kind;
    }

    public CloseReason.Kind kind() {
        return kind;
    }
}
