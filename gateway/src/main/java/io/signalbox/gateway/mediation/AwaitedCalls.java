package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.gateway.relay.Side;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

/**
 * Calls whose answers one session awaits, at most one for each side. A call that waits for its turn is dropped when the session
 * closes. Thread-safe.
 */
final class AwaitedCalls {
    private final Mediation mediation;
    private final AtomicReference<CompletableFuture<?>> ofClient = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<?>> ofBackend = new AtomicReference<>();
    private volatile boolean isClosing;

    AwaitedCalls(Mediation mediation) {
        this.mediation = mediation;
    }

    /** @param answered takes the result or the failure; never throws */
    void await(
            Side from,
            CompletableFuture<Optional<CallResult>> answer,
            BiConsumer<Optional<CallResult>, Throwable> answered) {
        AtomicReference<CompletableFuture<?>> awaited = from == Side.CLIENT ? ofClient : ofBackend;
        awaited.set(answer);
        answer.whenComplete((result, failure) -> {
            awaited.set(null);
            answered.accept(result, failure);
        });
        if (isClosing) {
            mediation.drop(answer);
        }
    }

    /** Drops the calls that wait for their turn, now and later. */
    void close() {
        isClosing = true;
        if (ofClient.get() != null || ofBackend.get() != null) {
            // Not on this thread, which has the lock of the session.
            Thread.startVirtualThread(() -> {
                mediation.drop(ofClient.get());
                mediation.drop(ofBackend.get());
            });
        }
    }

    boolean isClosing() {
        return isClosing;
    }

    /** Returns whether a call has failed because it was dropped. */
    boolean isDropped(Throwable failure) {
        return isClosing && failure instanceof CancellationException;
    }
}
