package io.signalbox.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Registration of a handler for a procedure or pattern. After a reconnect the registration is there again. Thread-safe.
 *
 * <pre>{@code
 * Registration registration = session.register("com.example.now", call -> Instant.now());
 * registration.onStatus(status -> System.out.println("com.example.now is " + status));
 * registration.unregister();
 * }</pre>
 */
public final class Registration implements AutoCloseable {
    private final RegisteredProcedure entry;

    Registration(RegisteredProcedure entry) {
        this.entry = entry;
    }

    /** Returns the procedure or pattern. */
    public String procedure() {
        return entry.procedure();
    }

    /** Returns the options. */
    public RegistrationOptions options() {
        return entry.options();
    }

    /** Returns the status. */
    public HandleStatus status() {
        return entry.handle().status();
    }

    /** Returns why the router refuses the registration; empty unless the status is {@link HandleStatus#REFUSED}. */
    public Optional<WampException> refusal() {
        return entry.handle().refusal();
    }

    /** Adds a listener of later changes of the status, which is called on a virtual thread, in order. */
    public void onStatus(Consumer<HandleStatus> listener) {
        entry.handle().onStatus(listener);
    }

    /**
     * Ends the registration. Blocks until the router has answered. Invocations that run go on. Idempotent.
     *
     * @throws WampException if the router refuses
     */
    public void unregister() {
        Blocking.await(unregisterAsync());
    }

    /** Ends the registration. The future ends with the answer of the router. Idempotent. */
    public CompletableFuture<Void> unregisterAsync() {
        return entry.unregister();
    }

    /** Ends the registration, as {@link #unregister} does. */
    @Override
    public void close() {
        unregister();
    }

    @Override
    public String toString() {
        return "Registration[procedure=" + procedure() + ", status=" + status() + "]";
    }
}
