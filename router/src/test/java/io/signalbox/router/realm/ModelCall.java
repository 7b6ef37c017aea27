package io.signalbox.router.realm;

import java.util.ArrayList;
import java.util.List;

/** A CALL of the interleaving test and its state in the model. */
final class ModelCall {
    final ModelPeer caller;
    final long request;
    final String procedure;
    boolean takesProgress;
    boolean inputOpen;
    long timeoutMillis;

    /** The callee; null while the call waits. */
    Serving callee;

    ModelProcedure served;
    final List<ModelPeer> tried = new ArrayList<>();

    /** The progress flag of each chunk that arrived while the call waited. */
    final List<Boolean> kept = new ArrayList<>();

    boolean isBound;
    boolean interrupted;
    long deadlineMicros;

    ModelCall(ModelPeer caller, long request, String procedure) {
        this.caller = caller;
        this.request = request;
        this.procedure = procedure;
    }

    /** Returns the payload of all chunks, which identifies the call. */
    String name() {
        return "[\"" + caller.id() + "/" + request + "\"]";
    }

    ModelPeer callee() {
        return callee == null ? null : callee.peer();
    }
}
