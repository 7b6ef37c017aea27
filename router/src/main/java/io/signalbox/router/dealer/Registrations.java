package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.SessionLimits;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The procedures of a realm and who serves them. Confined to the realm's loop. */
final class Registrations {
    private final PatternIndex<Registration> index = new PatternIndex<>();
    private final int maxPerSession;
    private final boolean refusesDisclosure;
    private final PendingCalls pending;
    private final CallRules rules;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private long lastRegistration;

    Registrations(
            SessionLimits limits,
            boolean refusesDisclosure,
            CallRules rules,
            PendingCalls pending,
            RandomGenerator random,
            RealmCounters counters) {
        this.maxPerSession = limits.maxRegistrations();
        this.refusesDisclosure = refusesDisclosure;
        this.rules = rules;
        this.pending = pending;
        this.random = random;
        this.counters = counters;
    }

    boolean isEmpty() {
        return index.size() == 0;
    }

    void register(Participant callee, Register register) throws ProtocolViolation {
        RegisterOptions options = RegisterOptions.from(register.options());
        Registration present = index.get(options.match(), register.procedure());
        Registration replaced = isReplaced(present, options) ? present : null;
        if (replaced != null) {
            present = null;
        }
        Refusal refusal = refusal(callee, present, options);
        if (refusal != null) {
            refusal.send(callee.session(), MessageType.REGISTER, register.request());
            return;
        }
        if (replaced != null) {
            revokeAll(replaced);
        }
        Registration registration = present != null ? present : create(register.procedure(), options);
        if (callee.registrations.put(registration.id(), registration) == null) {
            registration.add(new Callee(callee, registration, options));
        }
        callee.session().send(new Registered(register.request(), registration.id()));
        if (registration.hasWaitingCalls()) {
            pending.hasRoom(registration);
        }
    }

    /** Crossbar.io's force_reregister: only who would do the same to others is replaced (checklist C64). */
    private static boolean isReplaced(Registration present, RegisterOptions options) {
        return present != null && options.forceReregister() && present.yieldsToOthers();
    }

    private void revokeAll(Registration registration) {
        for (Callee callee : registration.callees()) {
            revoke(callee.participant(), registration.id(), ErrorUri.UNREGISTERED);
        }
    }

    private Refusal refusal(Participant callee, Registration present, RegisterOptions options) {
        if (present != null && !present.isSharedUnder(options.invoke())) {
            return Refusal.PROCEDURE_ALREADY_EXISTS;
        }
        if (callee.session().isInternal()) {
            return null;
        }
        if (options.discloseCaller() && refusesDisclosure) {
            return Refusal.DISCLOSURE_REFUSED;
        }
        boolean isMember = present != null && callee.registrations.get(present.id()) != null;
        if (!isMember && callee.registrations.size() >= maxPerSession) {
            counters.refusedByLimit++;
            return Refusal.TOO_MANY_REGISTRATIONS;
        }
        return null;
    }

    private Registration create(String procedure, RegisterOptions options) {
        CalleeChoice choice = CalleeChoice.of(options.invoke(), random);
        Registration registration = new Registration(
                ++lastRegistration, options.match(), procedure, options.invoke(), choice, queue(procedure));
        index.put(options.match(), procedure, registration);
        return registration;
    }

    private CallQueue queue(String procedure) {
        int limit = rules.queueLimit(procedure);
        return limit == 0 ? null : new CallQueue(limit);
    }

    void unregister(Participant callee, Unregister unregister) {
        Registration registration = callee.registrations.remove(unregister.registration());
        if (registration == null) {
            Refusal.NO_SUCH_REGISTRATION.send(callee.session(), MessageType.UNREGISTER, unregister.request());
            return;
        }
        leave(callee, registration);
        callee.session().send(new Unregistered(unregister.request(), Map.of()));
    }

    void removeAll(Participant callee) {
        for (Registration registration : callee.registrations.values()) {
            callee.registrations.remove(registration.id());
            leave(callee, registration);
        }
    }

    /** Takes a registration from a callee; false when it has no such registration. */
    boolean revoke(Participant callee, long registrationId, String reason) {
        Registration registration = callee.registrations.remove(registrationId);
        if (registration == null) {
            return false;
        }
        leave(callee, registration);
        if (callee.session().features().calleeRegistrationRevocation()) {
            callee.session().send(new Unregistered(0, Map.of("registration", registrationId, "reason", reason)));
        }
        return true;
    }

    private void leave(Participant callee, Registration registration) {
        registration.remove(callee);
        if (registration.isDeserted()) {
            index.remove(registration.match(), registration.uri());
            abandonWaitingCalls(registration);
        }
    }

    private void abandonWaitingCalls(Registration registration) {
        if (registration.hasWaitingCalls()) {
            for (PendingCall call : registration.queue().all()) {
                pending.end(call);
                Refusal.DESERTED.send(call);
            }
        }
    }

    /** The registration that serves this procedure; null when there is none. */
    Registration find(String procedure) {
        Registration exact = index.get(MatchPolicy.EXACT, procedure);
        return exact != null ? exact : index.best(procedure, registration -> admits(registration, procedure));
    }

    private boolean admits(Registration registration, String procedure) {
        boolean admits = registration.admits(procedure);
        if (!admits) {
            counters.deniedDeliveries++;
        }
        return admits;
    }
}
