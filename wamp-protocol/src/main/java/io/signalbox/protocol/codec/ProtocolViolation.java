package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.ErrorUri;

/**
 * The peer broke the protocol: the only exception that decoding throws. It ends the session with an ABORT that carries
 * {@link #reason()} and the text. It has no stack trace, since it describes the peer's bytes and not our code.
 */
public final class ProtocolViolation extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** A violation with reason {@code wamp.error.protocol_violation}. */
    public ProtocolViolation(String message) {
        this(ErrorUri.PROTOCOL_VIOLATION, message);
    }

    /** A violation with another ABORT reason. */
    public ProtocolViolation(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** The URI for the ABORT. */
    public String reason() {
        return reason;
    }
}
