package io.signalbox.router.dealer;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.Iterator;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** The procedures of a realm and who serves them. Confined to the realm's loop. */
public final class Registrations {
    /** So many callees of a registration count like one more registration when one of them leaves. */
    private static final int CALLEES_PER_WEIGHT = 64;

    /** The same of one that is the first in its registration, and the message to it. */
    private static final int FIRST_CALLEES_PER_WEIGHT = 2_048;

    private final PatternIndex<Registration> index = new PatternIndex<>();
    private final LongMap<Registration> byId = new LongMap<>();
    private final SessionLimits limits;
    private final boolean refusesDisclosure;
    private final PendingCalls pending;
    private final CallRules rules;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final RealmExecutor executor;
    private RealmObserver observer = RealmObserver.NONE;
    private long lastRegistration;

    /** Sessions, or groups of them, that have ended and still stand in registrations. */
    private int unfinishedLeavings;

    Registrations(
            SessionLimits limits,
            boolean refusesDisclosure,
            CallRules rules,
            PendingCalls pending,
            RandomGenerator random,
            RealmCounters counters,
            RealmExecutor executor) {
        this.limits = limits;
        this.refusesDisclosure = refusesDisclosure;
        this.rules = rules;
        this.pending = pending;
        this.random = random;
        this.counters = counters;
        this.executor = executor;
    }

    int size() {
        return index.size() + byId.size();
    }

    void observedBy(RealmObserver newObserver) {
        observer = newObserver;
    }

    void register(Participant callee, Register register) throws ProtocolViolation {
        RegisterOptions options = RegisterOptions.from(register.options());
        Registration known = index.get(options.match(), register.procedure());
        if (known != null && removeEnded(known)) {
            known = index.get(options.match(), register.procedure());
        }
        boolean isReplaced = isReplaced(known, options);
        Registration present = isReplaced ? null : known;
        Refusal refusal = refusal(callee, present, register.procedure(), options);
        if (refusal != null) {
            refusal.send(callee.session(), MessageType.REGISTER, register.request());
            return;
        }
        if (isReplaced) {
            revokeAll(known);
        }
        Registration registration = present != null ? present : create(register.procedure(), options);
        boolean joins = callee.registrations.put(registration.id(), registration) == null;
        if (joins) {
            registration.add(new Callee(callee, registration, options));
            callee.session().tables().add(registration.uri(), present == null);
            tell(callee, registration, present == null);
        }
        callee.session().send(new Registered(register.request(), registration.id()));
        if (registration.hasWaitingCalls()) {
            pending.hasRoom(registration);
        }
    }

    /** Crossbar.io's force_reregister: only who would do the same to others is replaced. */
    private static boolean isReplaced(Registration present, RegisterOptions options) {
        return present != null && options.forceReregister() && present.yieldsToOthers();
    }

    /**
     * Takes a registration from all its callees, bit by bit. Its procedure is free at once; until the last callee has been
     * told, the registration is found by its id only.
     */
    private void revokeAll(Registration registration) {
        index.remove(registration.match(), registration.uri());
        ToIntFunction<Callee> revocation = callee -> {
            int weight = 2 + registration.size() / FIRST_CALLEES_PER_WEIGHT;
            revoke(callee.participant(), registration.id(), ErrorUri.UNREGISTERED);
            return weight;
        };
        new Sweep<>(executor, "callees that are replaced", registration.callees(), revocation, () -> {}).begin();
    }

    private Refusal refusal(Participant callee, Registration present, String procedure, RegisterOptions options) {
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
        if (!isMember && callee.registrations.size() >= limits.maxRegistrations()) {
            counters.refusedByLimit++;
            return Refusal.TOO_MANY_REGISTRATIONS;
        }
        if (present == null && index.wildcardShapesBeside(options.match(), procedure) >= limits.maxWildcardShapes()) {
            counters.refusedByLimit++;
            return Refusal.TOO_MANY_SHAPES;
        }
        if (!isMember && !callee.session().tables().hasRoom(procedure, present == null)) {
            counters.refusedByLimit++;
            return Refusal.TOO_MANY_TABLE_BYTES;
        }
        return null;
    }

    /** Called when all tables are as they shall be: an observer that throws leaves nothing half done. */
    private void tell(Participant callee, Registration registration, boolean isNew) {
        if (isNew) {
            observer.registrationCreated(callee.session(), registration.details());
        }
        observer.registered(callee.session(), registration.details());
    }

    private Registration create(String procedure, RegisterOptions options) {
        CalleeChoice choice = CalleeChoice.of(options.invoke(), random);
        RegistrationDetails details = new RegistrationDetails(
                ++lastRegistration, pending.epochMillis(), procedure, options.match(), options.invoke());
        Registration registration = new Registration(details, choice, queue(procedure));
        index.put(options.match(), procedure, registration);
        byId.put(registration.id(), registration);
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

    void sessionsAreLeaving(boolean leaving) {
        unfinishedLeavings += leaving ? 1 : -1;
    }

    /** Takes all registrations from a callee whose session has ended. */
    Leaving leaving(Participant callee) {
        if (callee.registrations.isEmpty()) {
            return budget -> budget;
        }
        unfinishedLeavings++;
        Iterator<Registration> left = callee.registrations.values().iterator();
        return budget -> {
            int rest = budget;
            while (rest > 0 && left.hasNext()) {
                Registration registration = left.next();
                rest -= 1 + registration.size() / CALLEES_PER_WEIGHT;
                if (!left.hasNext()) {
                    unfinishedLeavings--;
                }
                if (callee.registrations.remove(registration.id()) != null) {
                    rest -= leave(callee, registration);
                }
            }
            return left.hasNext() ? Math.min(rest, 0) : Math.max(rest, 1);
        };
    }

    /**
     * Takes callees away whose sessions have ended but not left yet, as far as they stand in the way here.
     *
     * @return whether there were any
     */
    boolean removeEnded(Registration registration) {
        if (unfinishedLeavings == 0) {
            return false;
        }
        boolean found = false;
        for (Callee callee : registration.callees()) {
            if (!callee.session().isOpen() && callee.participant().registrations.remove(registration.id()) != null) {
                leave(callee.participant(), registration);
                found = true;
            }
        }
        return found;
    }

    /**
     * Takes a registration from a callee.
     *
     * @param reason what the callee is told, or null
     * @return false when it has no such registration
     */
    boolean revoke(Participant callee, long registrationId, String reason) {
        Registration registration = callee.registrations.remove(registrationId);
        if (registration == null) {
            return false;
        }
        AllSteps steps = new AllSteps().then(() -> leave(callee, registration));
        if (callee.session().features().calleeRegistrationRevocation()) {
            callee.session().send(new Unregistered(0, revocation(registrationId, reason)));
        }
        steps.rethrow();
        return true;
    }

    private static Map<String, Object> revocation(long registration, String reason) {
        return reason == null
                ? Map.of("registration", registration)
                : Map.of("registration", registration, "reason", reason);
    }

    /** Returns what it weighed beside the removal. */
    private int leave(Participant callee, Registration registration) {
        registration.remove(callee);
        boolean isDeserted = registration.isDeserted();
        callee.session().tables().remove(registration.uri(), isDeserted);
        int weight = 0;
        if (isDeserted) {
            // Another one may stand in the place of one that was replaced.
            if (index.get(registration.match(), registration.uri()) == registration) {
                index.remove(registration.match(), registration.uri());
            }
            byId.remove(registration.id());
            weight = abandonWaitingCalls(registration);
        }
        observer.unregistered(callee.session(), registration.details());
        if (isDeserted) {
            observer.registrationDeleted(callee.session(), registration.details());
        }
        return weight;
    }

    /** All of them as they are now, in any order; made on the way through, which may be on any thread. */
    public Stream<RegistrationDetails> snapshot() {
        return byId.values().stream().map(Registration::details);
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

    /** How many serve it; zero when there is no such registration. */
    public int countCallees(long id) {
        Registration registration = byId.get(id);
        return registration == null ? 0 : registration.size();
    }

    /** Who serves it now, oldest first; made on the way through, which may be on any thread. */
    public Stream<RouterSession> callees(long id) {
        Registration registration = byId.get(id);
        return registration == null
                ? Stream.empty()
                : registration.callees().stream().map(Callee::session);
    }

    private static RegistrationDetails details(Registration registration) {
        return registration == null ? null : registration.details();
    }

    /**
     * Fails the calls that wait for a registration without callees, which get no company any more: a slice of them now, the
     * others behind the tasks that wait. Returns what the slice weighed.
     */
    private int abandonWaitingCalls(Registration registration) {
        int weight = 0;
        try {
            while (registration.hasWaitingCalls() && weight < Sweep.SLICE_WEIGHT) {
                weight++;
                abandon(registration.queue().poll());
            }
        } finally {
            if (registration.hasWaitingCalls()) {
                executor.submit("calls without a callee", () -> abandonWaitingCalls(registration));
            }
        }
        return weight;
    }

    private void abandon(PendingCall call) {
        pending.end(call);
        Refusal.DESERTED.send(call);
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
