package io.signalbox.router.session;

/** A procedure that the router itself serves in a realm. */
@FunctionalInterface
public interface Procedure {

    /**
     * Carries out one call. Runs inside the realm's loop: it reads the realm's state as it is, must not block, and leaves
     * what grows with the number of sessions, subscriptions or registrations to {@link Answer.Later} or {@link Sweep}.
     *
     * @throws ProcedureError what the caller gets instead of a result
     */
    Answer call(Caller caller, Arguments arguments) throws ProcedureError;

    /**
     * Makes of the arguments what the call needs, before it enters the realm: on any thread and without the realm's state.
     *
     * @throws ProcedureError what the caller gets instead of a result, if it may call at all
     */
    default Step read(Arguments arguments) throws ProcedureError {
        return caller -> call(caller, arguments);
    }

    /** The rest of a call, for inside of the realm's loop. */
    @FunctionalInterface
    interface Step {
        Answer run(Caller caller) throws ProcedureError;
    }

    /** Reads the arguments of a call. */
    @FunctionalInterface
    interface Reader {
        Step read(Arguments arguments) throws ProcedureError;
    }

    /** A procedure whose arguments are more than a few plain values. */
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
