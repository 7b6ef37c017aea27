package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.options.CallOptions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What it takes to invoke a callee later: kept for calls that wait for room, and for those whose callee may turn out to
 * be unavailable. Confined to the realm's loop.
 */
final class HeldCall {
    /** What a chunk takes beside its payload, roughly: nothing else bounds how many chunks a call has. */
    private static final int CHUNK_BYTES = 128;

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
        this.call = trimmed(call);
        sizeBytes = this.call.payload().array().length;
        this.options = options;
        this.discloses = discloses;
        this.registration = registration;
    }

    private static Call trimmed(Call call) {
        Payload own = call.payload().trimmed();
        return own == call.payload() ? call : new Call(call.request(), call.options(), call.procedure(), own);
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
        Call own = trimmed(chunk);
        chunks.add(own);
        long addedBytes = CHUNK_BYTES + own.payload().array().length;
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
