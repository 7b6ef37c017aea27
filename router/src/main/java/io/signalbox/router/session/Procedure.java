package io.signalbox.router.session;

/** A procedure that the router itself serves in a realm. */
@FunctionalInterface
public interface Procedure {

    /**
     * Carries out one call. Runs inside the realm's loop: it reads the realm's state as it is and must not block.
     *
     * @throws ProcedureError what the caller gets instead of a result
     */
    Answer call(Caller caller, Arguments arguments) throws ProcedureError;
}
