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
import io.signalbox.router.session.Member;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RegistrationDetails;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Registrations of a realm by procedure or pattern, and their callees. Confined to the realm's loop. */
public final class Registrations {
    /** Number of callees whose examination, when one of them leaves, weighs as much as a further registration. */
    private static final int CALLEES_PER_WEIGHT = 64;

    /** The same number if the callee that leaves is the oldest. */
    private static final int FIRST_CALLEES_PER_WEIGHT = 2_048;

    private final PatternIndex<Registration> index = new PatternIndex<>();
    private final LongMap<Registration> byId = new LongMap<>();
    private final SessionLimits limits;
    private final boolean refusesDiscloseMe;
    private final CallQueues queues;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final RealmWork work;
    private RealmObserver observer = RealmObserver.NONE;
    private long lastRegistration;

    /** Number of removals of ended sessions, or of groups of them, in progress. Above zero callees may have ended. */
    private int unfinishedLeavings;

    Registrations(
            SessionLimits limits,
            boolean refusesDiscloseMe,
            CallQueues queues,
            RandomGenerator random,
            RealmCounters counters,
            RealmWork work) {
        this.limits = limits;
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.queues = queues;
        this.random = random;
        this.counters = counters;
        this.work = work;
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
        if (known != null && removeIfEnded(known)) {
            known = null;
        }
        boolean isReplaced = isReplaced(known, callee, options);
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
            List<String> nodes = registration.add(callee, options).member().forwardFor();
            callee.session().tables().add(registration.uri(), present == null, nodes);
            tell(callee, registration, present == null);
        }
        callee.session().send(new Registered(register.request(), registration.id()));
        queues.calleesChanged(registration);
    }

    /**
     * Applies Crossbar.io's {@code force_reregister}: a callee with the same option replaces all callees. A callee of this router
     * replaces links, whose callees are callees of other routers.
     */
    private static boolean isReplaced(Registration present, Participant callee, RegisterOptions options) {
        if (present == null) {
            return false;
        }
        return options.forceReregister() && present.isReplaceable()
                || !callee.session().isLink() && !present.isSharedUnder(options.invoke()) && present.isOfLinks();
    }

    /**
     * Revokes a registration from all callees, in slices. The procedure is free at once. Until the last callee has been
     * told, the registration is found by its id only.
     */
    private void revokeAll(Registration registration) {
        index.remove(registration.match(), registration.uri());
        ToIntFunction<Callee> revocation = callee -> {
            int weight = 2 + registration.size() / FIRST_CALLEES_PER_WEIGHT;
            revoke(callee.participant(), registration.id(), ErrorUri.UNREGISTERED);
            queues.serveAll();
            return weight;
        };
        new Sweep<>(work.executor(), "replaced callees", registration.callees(), revocation, () -> {}).begin();
    }

    private Refusal refusal(Participant callee, Registration present, String procedure, RegisterOptions options) {
        if (present != null && !present.isSharedUnder(options.invoke())) {
            return Refusal.PROCEDURE_ALREADY_EXISTS;
        }
        if (callee.session().isInternal()) {
            return null;
        }
        if (options.discloseCaller() && refusesDiscloseMe) {
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
        List<String> nodes = callee.session().isLink() ? options.forwardFor() : List.of();
        if (!isMember && !callee.session().tables().hasRoom(procedure, present == null, nodes)) {
            counters.refusedByLimit++;
            return Refusal.TOO_MANY_TABLE_BYTES;
        }
        return null;
    }

    /** Called after all changes of the tables, so that an exception of the observer leaves nothing half done. */
    private void tell(Participant callee, Registration registration, boolean isNew) {
        if (isNew) {
            observer.registrationCreated(callee.session(), registration.details());
        }
        observer.registered(callee.session(), registration.details());
    }

    private Registration create(String procedure, RegisterOptions options) {
        CalleeChoice choice = CalleeChoice.of(options.invoke(), random);
        RegistrationDetails details = new RegistrationDetails(
                ++lastRegistration, work.timers().epochMillis(), procedure, options.match(), options.invoke());
        Registration registration = new Registration(details, choice, queues.create(procedure));
        index.put(options.match(), procedure, registration);
        byId.put(registration.id(), registration);
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

    void sessionsAreLeaving(boolean leaving) {
        unfinishedLeavings += leaving ? 1 : -1;
    }

    /** Returns the removal of all registrations of a callee whose session has ended. */
    Leaving leaving(Participant callee) {
        if (callee.registrations.isEmpty()) {
            return budget -> budget;
        }
        unfinishedLeavings++;
        Iterator<Registration> left = callee.registrations.draining();
        Leaving removal = budget -> {
            int rest = budget;
            while (rest > 0 && left.hasNext()) {
                Registration registration = left.next();
                rest -= 1 + registration.size() / CALLEES_PER_WEIGHT;
                if (callee.registrations.remove(registration.id()) != null) {
                    rest -= leave(callee, registration);
                }
            }
            return left.hasNext() ? Math.min(rest, 0) : Math.max(rest, 1);
        };
        return Leaving.inTurn(removal, Leaving.once(() -> unfinishedLeavings--));
    }

    /**
     * Removes a registration from the index if the sessions of all callees have ended. Until the last of these sessions
     * has left, the registration is found by its id only.
     *
     * @return whether the registration was removed
     */
    boolean removeIfEnded(Registration registration) {
        boolean hasEnded = unfinishedLeavings > 0 && registration.hasEnded();
        if (hasEnded) {
            index.remove(registration.match(), registration.uri());
        }
        return hasEnded;
    }

    /**
     * Revokes a registration from a callee.
     *
     * @param reason sent to the callee, or null
     * @return false if the callee has no such registration
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

    /** Removes a callee. Returns the weight of the calls that fail with it. */
    private int leave(Participant callee, Registration registration) {
        List<String> nodes = registration.remove(callee);
        boolean isDeserted = registration.isDeserted();
        callee.session().tables().remove(registration.uri(), isDeserted, nodes);
        int weight = 0;
        if (isDeserted) {
            // Another registration may have taken the place in the index.
            if (index.get(registration.match(), registration.uri()) == registration) {
                index.remove(registration.match(), registration.uri());
            }
            byId.remove(registration.id());
            weight = queues.failAll(registration);
        } else {
            // Calls may wait in vain now, or may have waited for a callee whose session had ended.
            queues.calleesChanged(registration);
        }
        observer.unregistered(callee.session(), registration.details());
        if (isDeserted) {
            observer.registrationDeleted(callee.session(), registration.details());
        }
        return weight;
    }

    /** Returns the registrations as of now, in no particular order. The stream may be consumed on any thread. */
    public Stream<RegistrationDetails> snapshot() {
        return byId.values().stream().map(Registration::details);
    }

    /** Returns the best match for this procedure, whatever its callees may serve; null if there is none. */
    public RegistrationDetails best(String procedure) {
        return details(index.best(procedure, any -> true));
    }

    /** Returns the registration with this match policy and procedure or pattern, or null. */
    public RegistrationDetails find(MatchPolicy match, String procedure) {
        return details(index.get(match, procedure));
    }

    /** Returns the registration with this id, or null. */
    public RegistrationDetails find(long id) {
        return details(byId.get(id));
    }

    /** Returns the number of callees; zero if there is no such registration. */
    public int countCallees(long id) {
        Registration registration = byId.get(id);
        return registration == null ? 0 : registration.size();
    }

    /** Returns the callees as of now, oldest first. */
    public List<Member> callees(long id) {
        Registration registration = byId.get(id);
        return registration == null
                ? List.of()
                : registration.callees().stream().map(Callee::member).toList();
    }

    private static RegistrationDetails details(Registration registration) {
        return registration == null ? null : registration.details();
    }

    /** Returns the best match for this procedure that has a callee that may serve it; null if there is none. */
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
