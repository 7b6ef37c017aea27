package io.signalbox.router.dealer;

/**
 * How far the invocation behind a call has come. The end of a call for its caller and the end of the work of its callee
 * are two events: a callee that works on stays occupied (spec: Call Canceling).
 */
enum InvocationState {
    /** The call waits for a callee. */
    WAITING,

    /** The callee has got it; the caller waits for the answer. */
    ACTIVE,

    /** The callee was sent INTERRUPT, which it has announced to obey; the caller may still wait for the answer. */
    INTERRUPTED,

    /** The call has ended for its caller; the callee works on. {@link EndedInvocations} remembers it. */
    ENDED_FOR_CALLER,

    /** No callee works on it: it has answered, obeys INTERRUPT, has left, or never got the invocation. */
    OVER;

    /** The state after the end of the call for its caller. */
    InvocationState withoutCaller() {
        return switch (this) {
            case ACTIVE, ENDED_FOR_CALLER -> ENDED_FOR_CALLER;
            case WAITING, INTERRUPTED, OVER -> OVER;
        };
    }
}
