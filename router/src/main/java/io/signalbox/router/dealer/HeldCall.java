package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.protocol.options.CallOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What it takes to invoke a callee later: kept for calls that wait for room, and for those whose callee may turn out to
 * be unavailable. Confined to the realm's loop.
 */
final class HeldCall {
    /** The call itself, and its places in the tables. */
    private static final int HEAD_BYTES = 256;

    private final Call call;
    private final CallOptions options;
    private final boolean discloses;
    private final Registration registration;

    /** Made with the first callee that was not available. */
    private Set<Participant> tried;

    /** The chunks behind the first one; made with the first of them. */
    private List<Call> chunks;

    private long sizeBytes;

    /** @param discloses whether every callee may know the caller, even one that did not ask for it */
    HeldCall(Call call, CallOptions options, boolean discloses, Registration registration) {
        this.call = retained(call);
        this.options = options;
        this.discloses = discloses;
        this.registration = registration;
        sizeBytes = HEAD_BYTES + Footprint.of(this.call) + Footprint.of(options.passthru());
    }

    /** Without the options as the client sent them, which are read already and may be as long as a message. */
    private static Call retained(Call call) {
        return new Call(
                call.request(), Map.of(), call.procedure(), call.payload().retained());
    }

    /** The call, or the first chunk of a progressive one. */
    Call call() {
        return call;
    }

    /** The chunks behind the first one, in their order. */
    List<Call> chunks() {
        return chunks == null ? List.of() : chunks;
    }

    /** Adds a chunk behind the others; returns what it keeps alive, in bytes. */
    long add(Call chunk) {
        if (chunks == null) {
            chunks = new ArrayList<>();
        }
        Call own = retained(chunk);
        chunks.add(own);
        long addedBytes = Footprint.of(own);
        sizeBytes += addedBytes;
        return addedBytes;
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
    long sizeBytes() {
        return sizeBytes;
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
