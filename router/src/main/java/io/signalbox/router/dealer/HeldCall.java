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
 * CALL that is kept so that a callee can be invoked later: a call that waits for room, or a call whose callee may turn
 * out to be unavailable. Confined to the realm's loop.
 */
final class HeldCall {
    /** Memory of the call itself and of its entries in the tables. */
    private static final int HEAD_BYTES = 256;

    /** Memory of one entry of {@link #unavailable}. */
    private static final int UNAVAILABLE_BYTES = 80;

    /** Owned by {@link CallQueue}: the position among all calls that have waited there. */
    long place;

    /** Owned by {@link CallQueue}: the neighbours, or null. */
    PendingCall earlier;

    PendingCall later;

    private final Call call;
    private final CallOptions options;
    private final boolean discloses;
    private final Registration registration;

    /** Ids of the sessions that were not available; null before the first. */
    private Set<Long> unavailable;

    /** Chunks after the first one; null before the second chunk. */
    private List<Call> chunks;

    private long sizeBytes;

    /** @param discloses whether the caller is disclosed to every callee, even to a callee that did not ask for it */
    HeldCall(Call call, CallOptions options, boolean discloses, Registration registration) {
        this.call = retained(call);
        this.options = options;
        this.discloses = discloses;
        this.registration = registration;
        sizeBytes = HEAD_BYTES + Footprint.of(this.call) + Footprint.of(options.passthru());
    }

    /** Omits the options of the message, which have been read and may be as long as a message. */
    private static Call retained(Call call) {
        return new Call(
                call.request(), Map.of(), call.procedure(), call.payload().retained());
    }

    /** Returns the call, or the first chunk of a progressive call. */
    Call call() {
        return call;
    }

    /** Returns the chunks after the first one, in order. */
    List<Call> chunks() {
        return chunks == null ? List.of() : chunks;
    }

    /**
     * Adds a chunk.
     *
     * @return the memory of the chunk, in bytes
     */
    long add(Call chunk) {
        if (chunks == null) {
            chunks = new ArrayList<>();
        }
        Call own = retained(chunk);
        chunks.add(own);
        return grow(Footprint.of(own));
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

    /** Returns the memory that the call keeps alive, in bytes. */
    long sizeBytes() {
        return sizeBytes;
    }

    private long grow(long bytes) {
        sizeBytes += bytes;
        return bytes;
    }

    /**
     * Notes a callee that was not available.
     *
     * @return the memory of the note, in bytes
     */
    long unavailable(Callee callee) {
        if (unavailable == null) {
            unavailable = new HashSet<>();
        }
        return unavailable.add(callee.session().id()) ? grow(UNAVAILABLE_BYTES) : 0;
    }

    /** Returns whether the callee has not been unavailable and takes the options of the call. */
    boolean canGoTo(Callee callee) {
        return (unavailable == null || !unavailable.contains(callee.session().id()))
                && Refusal.ofCallee(callee, options) == null;
    }
}
