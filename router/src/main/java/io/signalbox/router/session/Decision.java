package io.signalbox.router.session;

/** Result of a permission check. */
public enum Decision {
    DENIED,
    ALLOWED,
    /** Allowed. The caller or publisher is disclosed even without {@code disclose_me}. */
    ALLOWED_AND_DISCLOSED,
    /** No rule matches, and the role has an {@link Authorizer}, which decides. Allows nothing until then. */
    UNDECIDED;

    public boolean isAllowed() {
        return this == ALLOWED || this == ALLOWED_AND_DISCLOSED;
    }
}
