package io.signalbox.router.realm;

import java.util.ArrayList;
import java.util.List;

/** A CALL of the interleaving test, and in the model what has become of it. */
final class ModelCall {
    final ModelPeer caller;
    final long request;
    final String procedure;
    boolean takesProgress;
    boolean inputOpen;
    long timeoutMillis;

    /** The callee; null while the call waits. */
    Serving callee;

    CallModel.Procedure served;
    final List<ModelPeer> tried = new ArrayList<>();

    /** Of the chunks that came while it waited, whether more was to follow. */
    final List<Boolean> kept = new ArrayList<>();

    boolean isBound;
    boolean interrupted;
    long deadlineMicros;

    ModelCall(ModelPeer caller, long request, String procedure) {
        this.caller = caller;
        this.request = request;
        this.procedure = procedure;
    }

    /** The payload of all its chunks, by which it is known again. */
    String name() {
        return "[\"" + caller.id() + "/" + request + "\"]";
    }

    ModelPeer callee() {
        return callee == null ? null : callee.peer();
    }
}
