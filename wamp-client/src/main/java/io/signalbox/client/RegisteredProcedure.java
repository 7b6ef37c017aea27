package io.signalbox.client;

import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.Register;
import java.util.concurrent.CompletableFuture;

/** Procedure that a client registers in each of its sessions. Thread-safe. */
final class RegisteredProcedure implements Restorable {
    private final Registrations owner;
    private final String procedure;
    private final RegistrationOptions options;
    private final InvocationHandler handler;
    private final Handle handle;

    RegisteredProcedure(
            Registrations owner,
            String procedure,
            RegistrationOptions options,
            InvocationHandler handler,
            Handle handle) {
        this.owner = owner;
        this.procedure = procedure;
        this.options = options;
        this.handler = handler;
        this.handle = handle;
    }

    String procedure() {
        return procedure;
    }

    RegistrationOptions options() {
        return options;
    }

    InvocationHandler handler() {
        return handler;
    }

    Handle handle() {
        return handle;
    }

    CompletableFuture<Void> unregister() {
        handle.become(HandleStatus.ENDED);
        return owner.unregister(this);
    }

    @Override
    public ClientMessage request(long request) {
        return new Register(request, options.wire(), procedure);
    }

    @Override
    public boolean isWanted() {
        return handle.status() != HandleStatus.ENDED;
    }

    @Override
    public void restored(Requests requests, long id) {
        owner.registered(requests, this, id);
        handle.become(HandleStatus.ACTIVE);
    }

    @Override
    public void refused(WampException why) {
        handle.become(HandleStatus.REFUSED, why);
    }

    @Override
    public String toString() {
        return "registration of '" + procedure + "'";
    }
}
