package io.signalbox.router.session;

/** Result of a permission check. */
public enum Decision {
    DENIED,
    ALLOWED,
    /** Allowed. The caller or publisher is disclosed even without {@code disclose_me}. */
    ALLOWED_AND_DISCLOSED;

    public boolean isAllowed() {
        return this != DENIED;
    }
}
