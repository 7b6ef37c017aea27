package io.signalbox.client;

import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Registrations of a client across its sessions. Thread-safe. */
final class Registrations {
    private final ClientContext context;

    /** Registrations by the ids of the current session. A registration that is being ended still has invocations. */
    private final Map<Long, RegisteredProcedure> byId = new ConcurrentHashMap<>();

    // Guarded by the lock: the registrations that are wanted, with their ids in the current session, or 0.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RegisteredProcedure, Long> wanted = new LinkedHashMap<>();

    Registrations(ClientContext context) {
        this.context = context;
    }

    CompletableFuture<Registration> register(
            Requests requests, String procedure, RegistrationOptions options, InvocationHandler handler) {
        RegisteredProcedure entry =
                new RegisteredProcedure(this, procedure, options, handler, new Handle(context.executor()));
        PendingFuture<Registration> future = new PendingFuture<>(context.executor()) {
            @Override
            void abandoned() {
                // Nobody else has the handle.
                entry.unregister();
            }
        };
        requests.send(new RegisterRequest(requests, entry, future), entry::request);
        return future;
    }

    private final class RegisterRequest implements PendingRequest {
        private final Requests requests;
        private final RegisteredProcedure entry;
        private final PendingFuture<Registration> future;

        RegisterRequest(Requests requests, RegisteredProcedure entry, PendingFuture<Registration> future) {
            this.requests = requests;
            this.entry = entry;
            this.future = future;
        }

        @Override
        public boolean isAnswer(RouterMessage message) {
            return message instanceof Registered;
        }

        @Override
        public void answered(RouterMessage answer) {
            registered(requests, entry, ((Registered) answer).registration());
            future.arrived(new Registration(entry));
        }

        @Override
        public void failed(WampException failure) {
            entry.handle().become(HandleStatus.ENDED);
            future.arrivedFailure(failure);
        }
    }

    /** Notes REGISTERED. Ends the registration again if it is no longer wanted. */
    void registered(Requests requests, RegisteredProcedure entry, long id) {
        byId.put(id, entry);
        lock.lock();
        try {
            wanted.put(entry, id);
        } finally {
            lock.unlock();
        }
        if (!entry.isWanted()) {
            unregister(requests, entry);
        }
    }

    /** Ends a registration. If the client has no session, nothing is sent. */
    CompletableFuture<Void> unregister(RegisteredProcedure entry) {
        return unregister(context.session().requests(), entry);
    }

    private CompletableFuture<Void> unregister(Requests requests, RegisteredProcedure entry) {
        Long id;
        lock.lock();
        try {
            id = wanted.remove(entry);
        } finally {
            lock.unlock();
        }
        if (id == null || id == 0 || requests == null) {
            return CompletableFuture.completedFuture(null);
        }
        PendingFuture<Void> future = new PendingFuture<>(context.executor());
        requests.append(
                new UnregisterRequest(id, new Acknowledgment(requests, future)),
                request -> new Unregister(request, id, Map.of()),
                false);
        requests.flush();
        return future;
    }

    private final class UnregisterRequest implements PendingRequest {
        private final long id;
        private final Acknowledgment acknowledgment;

        UnregisterRequest(long id, Acknowledgment acknowledgment) {
            this.id = id;
            this.acknowledgment = acknowledgment;
        }

        @Override
        public boolean isAnswer(RouterMessage message) {
            return acknowledgment.isAnswer(message);
        }

        @Override
        public void answered(RouterMessage answer) {
            byId.remove(id);
            acknowledgment.answered(answer);
        }

        @Override
        public void failed(WampException failure) {
            acknowledgment.failed(failure);
        }
    }

    /** Returns the registration of an invocation; null if there is none. */
    RegisteredProcedure find(long id) {
        return byId.get(id);
    }

    /** Returns the registrations for a new session. */
    List<Restorable> restorables() {
        lock.lock();
        try {
            return new ArrayList<>(wanted.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** Notes that the session has ended, after all its requests have failed. */
    void sessionEnded() {
        byId.clear();
        lock.lock();
        try {
            wanted.replaceAll((entry, id) -> 0L);
        } finally {
            lock.unlock();
        }
        restorables().forEach(entry -> ((RegisteredProcedure) entry).handle().become(HandleStatus.SUSPENDED));
    }

    /** Ends all registrations, because no session follows. */
    void end() {
        restorables().forEach(entry -> ((RegisteredProcedure) entry).handle().become(HandleStatus.ENDED));
    }

    /** Handles an UNREGISTERED without a request, by which the router ends a registration (spec: Registration Revocation). */
    void revoked(Unregistered message) {
        RegisteredProcedure entry = byId.remove(
                new Details(message.details()).number("registration").orElse(0));
        if (entry == null) {
            return;
        }
        lock.lock();
        try {
            wanted.remove(entry);
        } finally {
            lock.unlock();
        }
        entry.handle().become(HandleStatus.ENDED);
    }
}
