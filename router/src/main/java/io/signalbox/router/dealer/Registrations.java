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
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.RouterSession;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** The procedures of a realm and who serves them. Confined to the realm's loop. */
public final class Registrations {
    private final PatternIndex<Registration> index = new PatternIndex<>();
    private final LongMap<Registration> byId = new LongMap<>();
    private final int maxPerSession;
    private final boolean refusesDisclosure;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final LongSupplier epochMillis;
    private RealmObserver observer = RealmObserver.NONE;
    private long lastRegistration;

    Registrations(
            int maxPerSession,
            boolean refusesDisclosure,
            RandomGenerator random,
            RealmCounters counters,
            LongSupplier epochMillis) {
        this.epochMillis = epochMillis;
        this.maxPerSession = maxPerSession;
        this.refusesDisclosure = refusesDisclosure;
        this.random = random;
        this.counters = counters;
    }

    void observedBy(RealmObserver newObserver) {
        observer = newObserver;
    }

    boolean isEmpty() {
        return index.size() == 0 && byId.isEmpty();
    }

    void register(Participant callee, Register register) throws ProtocolViolation {
        RegisterOptions options = RegisterOptions.from(register.options());
        Registration present = index.get(options.match(), register.procedure());
        Refusal refusal = refusal(callee, present, options);
        if (refusal != null) {
            refusal.send(callee.session(), MessageType.REGISTER, register.request());
            return;
        }
        Registration registration = present != null ? present : create(callee, register.procedure(), options);
        if (callee.registrations.put(registration.id(), registration) == null) {
            registration.add(Callee.of(callee, registration, options));
            observer.registered(callee.session(), registration.details());
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

    private Registration create(Participant callee, String procedure, RegisterOptions options) {
        CalleeChoice choice = CalleeChoice.of(options.invoke(), random);
        RegistrationDetails details = new RegistrationDetails(
                ++lastRegistration, epochMillis.getAsLong(), procedure, options.match(), options.invoke());
        Registration registration = new Registration(details, choice);
        index.put(options.match(), procedure, registration);
        byId.put(registration.id(), registration);
        observer.registrationCreated(callee.session(), details);
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
        observer.unregistered(callee.session(), registration.details());
        if (registration.isDeserted()) {
            index.remove(registration.match(), registration.uri());
            byId.remove(registration.id());
            observer.registrationDeleted(callee.session(), registration.details());
        }
    }

    /** All of one policy, in any order. */
    public void forEach(MatchPolicy match, Consumer<RegistrationDetails> action) {
        index.forEach(match, registration -> action.accept(registration.details()));
    }

    /** The registration that a call of this procedure goes to, whoever the callees are; null when there is none. */
    public RegistrationDetails best(String procedure) {
        return details(index.best(procedure, any -> true));
    }

    /** The registration with this pattern, or null. */
    public RegistrationDetails find(MatchPolicy match, String procedure) {
        return details(index.get(match, procedure));
    }

    /** The registration with this id, or null. */
    public RegistrationDetails find(long id) {
        return details(byId.get(id));
    }

    /** Who serves it, oldest first; empty when there is no such registration. */
    public List<RouterSession> callees(long id) {
        Registration registration = byId.get(id);
        return registration == null ? List.of() : registration.sessions();
    }

    private static RegistrationDetails details(Registration registration) {
        return registration == null ? null : registration.details();
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
