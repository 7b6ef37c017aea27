package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import java.util.HashSet;
import java.util.Set;

/**
 * What it takes to invoke a callee later: kept for calls that wait for room, and for those whose callee may turn out to
 * be unavailable. Confined to the realm's loop.
 */
final class HeldCall {
    private final Call call;
    private final CallOptions options;
    private final boolean discloses;
    private final Registration registration;

    /** Made with the first callee that was not available. */
    private Set<Participant> tried;

    /** @param discloses whether every callee may know the caller, even one that did not ask for it */
    HeldCall(Call call, CallOptions options, boolean discloses, Registration registration) {
        Payload own = call.payload().trimmed();
        this.call = own == call.payload() ? call : new Call(call.request(), call.options(), call.procedure(), own);
        this.options = options;
        this.discloses = discloses;
        this.registration = registration;
    }

    Call call() {
        return call;
    }

    CallOptions options() {
        return options;
    }

    boolean discloses() {
        return discloses;
    }

    Registration registration() {
        return registration;
    }

    /** What it keeps alive, in bytes. */
    int sizeBytes() {
        return call.payload().array().length;
    }

    /** The callees that were not available; null when there was none. */
    Set<Participant> tried() {
        return tried;
    }

    void unavailable(Participant callee) {
        if (tried == null) {
            tried = new HashSet<>();
        }
        tried.add(callee);
    }
}
