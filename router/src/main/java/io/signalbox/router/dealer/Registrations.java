package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.RealmCounters;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The procedures of a realm and who serves them. Confined to the realm's loop. */
final class Registrations {
    private final PatternIndex<Registration> index = new PatternIndex<>();
    private final int maxPerSession;
    private final boolean refusesDisclosure;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private long lastRegistration;

    Registrations(int maxPerSession, boolean refusesDisclosure, RandomGenerator random, RealmCounters counters) {
        this.maxPerSession = maxPerSession;
        this.refusesDisclosure = refusesDisclosure;
        this.random = random;
        this.counters = counters;
    }

    boolean isEmpty() {
        return index.size() == 0;
    }

    void register(Participant callee, Register register) throws ProtocolViolation {
        RegisterOptions options = RegisterOptions.from(register.options());
        Registration present = index.get(options.match(), register.procedure());
        Refusal refusal = refusal(callee, present, options);
        if (refusal != null) {
            refusal.send(callee.session(), MessageType.REGISTER, register.request());
            return;
        }
        Registration registration = present != null ? present : create(register.procedure(), options);
        if (callee.registrations.put(registration.id(), registration) == null) {
            registration.add(Callee.of(callee, registration, options));
        }
        callee.session().send(new Registered(register.request(), registration.id()));
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
        Registration registration =
                new Registration(++lastRegistration, options.match(), procedure, options.invoke(), choice);
        index.put(options.match(), procedure, registration);
        return registration;
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

    private void leave(Participant callee, Registration registration) {
        registration.remove(callee);
        if (registration.isDeserted()) {
            index.remove(registration.match(), registration.uri());
        }
    }

    /** Who takes the next call of this procedure; null when nobody does. */
    Callee choose(String procedure) {
        Registration exact = index.get(MatchPolicy.EXACT, procedure);
        if (exact != null) {
            return exact.choose(procedure);
        }
        Registration best = index.best(procedure, registration -> admits(registration, procedure));
        return best == null ? null : best.choose(procedure);
    }

    private boolean admits(Registration registration, String procedure) {
        boolean admits = registration.admits(procedure);
        if (!admits) {
            counters.deniedDeliveries++;
        }
        return admits;
    }
}
