package io.signalbox.gateway.mediation;

import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Procedure that decides on the faults of a route. Immutable and thread-safe. */
record FaultProcedure(Mediation mediation, Optional<ProcedureHook> procedure) {

    private static final Verdict FAILED =
            new Verdict.Close(new CloseFrame(CloseCode.INTERNAL_ERROR, "The fault procedure failed"));

    boolean isPresent() {
        return procedure.isPresent();
    }

    /**
     * Asks the procedure for a verdict.
     *
     * @param connection the id of the session
     * @param isEnd whether the call outlives its client
     * @param usual the verdict if there is no such procedure, or if it does not decide
     * @return {@link Verdict.Forward}, {@link Verdict.Drop} or {@link Verdict.Close}; a close with 1011 if the procedure fails. The
     *     future never fails
     */
    CompletableFuture<Verdict> ask(String connection, Map<String, Object> fault, boolean isEnd, Verdict usual) {
        if (procedure.isEmpty()) {
            return CompletableFuture.completedFuture(usual);
        }
        ProcedureHook hook = procedure.get();
        return (isEnd ? mediation.tellEnd(hook, fault) : mediation.tell(hook, fault)).handle((result, failure) -> {
            if (failure != null) {
                mediation.hookFailed(hook, connection, failure);
                return FAILED;
            }
            if (!Verdict.hasAction(result.orElseThrow())) {
                return usual;
            }
            Verdict verdict = Verdict.onFault(result.orElseThrow());
            if (verdict instanceof Verdict.Wrong wrong) {
                mediation.hookFailed(hook, connection, new IllegalArgumentException(wrong.why()));
                return FAILED;
            }
            return verdict;
        });
    }
}
