package io.signalbox.router.dealer;

/**
 * What is kept of an invocation in the state {@link InvocationState#ENDED_FOR_CALLER}: neither payload nor options.
 * Confined to the realm's loop.
 */
final class EndedInvocation {
    private final long invocation;
    private final Callee callee;

    /** Null once the caller has left. */
    private Participant caller;

    EndedInvocation(long invocation, Callee callee, Participant caller) {
        this.invocation = invocation;
        this.callee = callee;
        this.caller = caller;
    }

    long invocation() {
        return invocation;
    }

    Callee callee() {
        return callee;
    }

    /** Null once the caller has left. */
    Participant caller() {
        return caller;
    }

    void callerGone() {
        caller = null;
    }
}
