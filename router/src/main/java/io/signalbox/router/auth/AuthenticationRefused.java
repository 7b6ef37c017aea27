package io.signalbox.router.auth;

/** Refusal of a client by an authenticator. Has no stack trace, because a refusal is an expected answer. */
public final class AuthenticationRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason the error URI of the ABORT, such as {@code wamp.error.authentication_denied}
     * @param message the human-readable message of the ABORT, which should not tell whether the authid exists
     */
    public AuthenticationRefused(String reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    /** Returns the error URI of the ABORT. */
    public String reason() {
        return reason;
    }
}
