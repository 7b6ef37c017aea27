package io.signalbox.gateway.mediation;

import io.signalbox.gateway.hook.Hook.ProcedureHook;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Procedure that decides on the faults of a route. Immutable and thread-safe. */
record FaultProcedure(Mediation mediation, Optional<ProcedureHook> procedure) {

    boolean isPresent() {
        return procedure.isPresent();
    }

    /**
     * Asks the procedure for a verdict.
     *
     * @param connection the id of the session
     * @param usual the verdict if there is no such procedure, if it fails, or if it does not decide
     * @return {@link Verdict.Forward}, {@link Verdict.Drop} or {@link Verdict.Close}; the future never fails
     */
    CompletableFuture<Verdict> ask(String connection, Map<String, Object> fault, Verdict usual) {
        if (procedure.isEmpty()) {
            return CompletableFuture.completedFuture(usual);
        }
        ProcedureHook hook = procedure.get();
        return mediation.tell(hook, fault).handle((result, failure) -> {
            if (failure != null) {
                mediation.hookFailed(hook, connection, failure);
                return usual;
            }
            if (!Verdict.hasAction(result.orElseThrow())) {
                return usual;
            }
            Verdict verdict = Verdict.onFault(result.orElseThrow());
            if (verdict instanceof Verdict.Wrong wrong) {
                mediation.hookFailed(hook, connection, new IllegalArgumentException(wrong.why()));
                return usual;
            }
            return verdict;
        });
    }
}
