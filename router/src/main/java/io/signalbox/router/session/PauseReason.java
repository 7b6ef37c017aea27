package io.signalbox.router.session;

/** Why a session is not read for a while. */
public enum PauseReason {
    /** As many of its messages wait for the realm as it has credit for. */
    CREDIT,
    /** It has too many calls open, or a callee of its calls has. */
    PENDING_CALLS,
    /** It has said GOODBYE; what it sends next may belong to another session. */
    GOODBYE,
    /** A big payload that it has sent is held to its contract; what it sends next must not overtake that. */
    CONTRACT;

    int bit() {
        return 1 << ordinal();
    }
}
