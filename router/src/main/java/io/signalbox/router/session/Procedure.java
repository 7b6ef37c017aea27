package io.signalbox.router.session;

/** A procedure that the router itself serves in a realm. */
@FunctionalInterface
public interface Procedure {

    /**
     * Carries out one call inside the realm's loop. An implementation must not block. Work that grows with the number
     * of sessions, subscriptions or registrations goes to {@link Answer.Later} or {@link Sweep}.
     *
     * @throws ProcedureError if the call fails; becomes the ERROR for the caller
     */
    Answer call(Caller caller, Arguments arguments) throws ProcedureError;

    /**
     * Parses the arguments before the call enters the realm. Runs on any thread and uses no state of the realm.
     *
     * @throws ProcedureError if an argument is invalid; becomes the ERROR for the caller if the caller has the
     *     permission to call
     */
    default Step read(Arguments arguments) throws ProcedureError {
        return caller -> call(caller, arguments);
    }

    /** The part of a call that runs inside the realm's loop. */
    @FunctionalInterface
    interface Step {
        Answer run(Caller caller) throws ProcedureError;
    }

    /** Parser for the arguments of a call. */
    @FunctionalInterface
    interface Reader {
        Step read(Arguments arguments) throws ProcedureError;
    }

    /** Returns a procedure whose arguments take long to parse. */
    static Procedure reading(Reader reader) {
        return new Procedure() {
            @Override
            public Answer call(Caller caller, Arguments arguments) throws ProcedureError {
                return read(arguments).run(caller);
            }

            @Override
            public Step read(Arguments arguments) throws ProcedureError {
                return reader.read(arguments);
            }
        };
    }
}
