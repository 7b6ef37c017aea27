package io.signalbox.router.session;

/** Whether a role may do something, and whether doing it shows who did it. */
public enum Decision {
    DENIED,
    ALLOWED,
    /** Allowed, and the caller or publisher is disclosed whether it asked for that or not. */
    ALLOWED_AND_DISCLOSED;

    public boolean isAllowed() {
        return this != DENIED;
    }
}
