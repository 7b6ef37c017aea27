package io.signalbox.router.session;

/** Result of a permission check. */
public enum Decision implements Authorization {
    /** The session may not do this: {@code wamp.error.not_authorized}. */
    DENIED,
    /** An authorizer has failed to decide: {@code wamp.error.authorization_failed}. */
    FAILED,
    ALLOWED,
    /** Allowed. The caller or publisher is disclosed even without {@code disclose_me}. */
    ALLOWED_AND_DISCLOSED,
    /** No rule matches, and the {@link Authorizer} of the role has to decide. Allows nothing until then. */
    UNDECIDED;

    public boolean isAllowed() {
        return this == ALLOWED || this == ALLOWED_AND_DISCLOSED;
    }
}
