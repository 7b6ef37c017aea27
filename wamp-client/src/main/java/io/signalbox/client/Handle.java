package io.signalbox.client;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Status of a subscription or registration across the sessions of a client.
 *
 * <p>Thread-safe.
 */
final class Handle {
    private final Listeners<HandleStatus> listeners;

    // Guarded by this.
    private HandleStatus status = HandleStatus.ACTIVE;
    private WampException refusal;

    Handle(Executor executor) {
        listeners = new Listeners<>("a subscription or registration", executor);
    }

    synchronized HandleStatus status() {
        return status;
    }

    /** Returns the last refusal of the router; empty unless the status is {@link HandleStatus#REFUSED}. */
    synchronized Optional<WampException> refusal() {
        return Optional.ofNullable(refusal);
    }

    void onStatus(Consumer<HandleStatus> listener) {
        listeners.add(listener);
    }

    void become(HandleStatus next) {
        become(next, null);
    }

    /** Changes the status. No effect after {@link HandleStatus#ENDED}. */
    void become(HandleStatus next, WampException why) {
        synchronized (this) {
            if (status == HandleStatus.ENDED) {
                return;
            }
            refusal = why;
            if (status == next) {
                return;
            }
            status = next;
        }
        listeners.call(next);
    }
}
