package io.signalbox.router.dealer;

/**
 * State of the invocation of a call. The end of a call for its caller and the end of the callee's work are two events. A
 * callee that works on stays occupied (spec: Call Canceling).
 */
enum InvocationState {
    /** The call waits for a callee. */
    WAITING,

    /** The callee works on the call, and the caller waits for the answer. */
    ACTIVE,

    /** INTERRUPT was sent to the callee, which has announced call canceling. The caller may wait for the answer. */
    INTERRUPTED,

    /** The call has ended for its caller, and the callee works on. The invocation is kept in {@link EndedInvocations}. */
    ENDED_FOR_CALLER,

    /** No callee works on the call: the callee has answered, was interrupted, has left, or never got the invocation. */
    OVER;

    /** Returns the state after the end of the call for its caller. */
    InvocationState withoutCaller() {
        return switch (this) {
            case ACTIVE, ENDED_FOR_CALLER -> ENDED_FOR_CALLER;
            case WAITING, INTERRUPTED, OVER -> OVER;
        };
    }
}
