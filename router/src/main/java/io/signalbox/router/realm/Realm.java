package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.broker.GetEvents;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.meta.AuthorizationManagement;
import io.signalbox.router.meta.MetaApi;
import io.signalbox.router.meta.RealmParts;
import io.signalbox.router.meta.ReflectionProcedures;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.ProcedureAuthorization;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.ServiceCalls;
import io.signalbox.router.session.Sweep;
import io.signalbox.router.session.TableAccount;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.RealmStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * A routing domain: sessions, broker, dealer and the loop that serializes all work in the realm (spec: Realms, Sessions
 * and Transports).
 *
 * <p>Thread safety: public methods, {@link #role} and {@link #contracts} are thread-safe. All other methods are
 * confined to the realm's loop.
 */
public final class Realm {
    static final String INTERNAL_ERROR = "signalbox.error.internal_error";

    /** Time for a client to answer GOODBYE. */
    static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RealmSettings settings;
    private final Timers timers;
    private final RealmOutput output = new RealmOutput();
    private final RealmCounters counters = new RealmCounters();
    private final RealmLoop loop;
    private final RealmSessions sessions;
    private final Map<String, Object> announcedRoles;
    private final MessageRouting routing;
    private final TooLongMessages tooLongMessages;
    private final TooLongHeads tooLongHeads;
    private final ContractViolations contractViolations;
    private final FailedAuthorizations failedAuthorizations;
    private final PayloadInspector inspector;
    private final Broker broker;
    private final Dealer dealer;
    private final ServiceSession service;
    private final MetaApi meta;
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();

    /** Number of connections that are still to be closed outside the loop, plus one while sessions are left. */
    private final AtomicInteger unclosed = new AtomicInteger(1);

    private boolean shuttingDown;
    private boolean empty;

    /** Set after GOODBYE has been sent to all sessions. */
    private Timers.Timeout goodbyeDeadline;

    /**
     * @param workers run all tasks that do not come from an inbound read; tasks are short and never block
     * @param random draws publication ids; confined to this realm
     */
    public Realm(RealmSettings settings, Executor workers, Timers timers, RandomGenerator random) {
        this(settings, RealmStore.DEFAULTS, workers, timers, random);
    }

    /**
     * @param store retained events and event histories of the broker; the histories are used by this realm only
     * @param workers run all tasks that do not come from an inbound read; tasks are short and never block
     * @param random draws publication ids; confined to this realm
     */
    public Realm(RealmSettings settings, RealmStore store, Executor workers, Timers timers, RandomGenerator random) {
        this(settings, store, workers, timers, random, LoopTiming.sampled(timers::nanoTime));
    }

    /** Creates a realm with the given time measurement. */
    public Realm(
            RealmSettings settings,
            RealmStore store,
            Executor workers,
            Timers timers,
            RandomGenerator random,
            LoopTiming timing) {
        this.settings = settings;
        this.timers = timers;
        loop = new RealmLoop(settings.label(), workers, timing, output);
        sessions = new RealmSessions(this);
        announcedRoles = Features.announced(settings.meta().enabled(), settings.takesOpaquePayloads());
        RealmWork work = new RealmWork(settings.label(), loop, timers);
        broker = new Broker(settings.limits(), settings.refusesDiscloseMe(), random, counters, store, work);
        dealer = new Dealer(
                settings.limits(),
                settings.refusesDiscloseMe(),
                settings.calls(),
                settings.held(),
                random,
                counters,
                work);
        tooLongMessages = new TooLongMessages(settings.label(), timers, dealer, counters);
        tooLongHeads = new TooLongHeads(settings.label(), timers, dealer, counters);
        contractViolations = new ContractViolations(settings.label(), timers, counters);
        failedAuthorizations = new FailedAuthorizations(settings.label(), timers, counters);
        RealmParts parts =
                new RealmParts(broker, dealer, settings.held(), sessions, settings.uriRules(), counters, loop, workers);
        service = new ServiceSession(parts, work, output, settings.meta().limits());
        routing = new MessageRouting(
                settings, contractViolations, failedAuthorizations, tooLongHeads, broker, dealer, service);
        inspector = new PayloadInspector(settings.contracts(), service, workers);
        output.failuresTo(this::connectionFailed);
        ProcedureAuthorization authorization = new ProcedureAuthorization(loop, failedAuthorizations::add);
        meta = new MetaApi(service, parts, authorization, settings.refusesDiscloseMe(), settings.meta());
        service.register(GetEvents.URI, new GetEvents(broker, sessions::find, authorization, loop, workers));
        service.register(
                AuthorizationManagement.PURGE,
                new AuthorizationManagement(settings.roles().values()));
        new ReflectionProcedures(settings.contracts()).registerAt(service);
    }

    public String name() {
        return settings.name();
    }

    /** Returns the name of the realm in log lines. */
    String label() {
        return settings.label();
    }

    /** Returns the load counters of the loop. */
    public LoopLoad load() {
        return loop.load();
    }

    /** Resets the longest task in the load counters. */
    public void forgetLongestTask() {
        loop.submit("a measurement", loop::forgetLongestTask);
    }

    /**
     * Refuses new sessions and sends GOODBYE to all sessions.
     *
     * @return completes when every session has answered or has been cut and its connection has been told to close
     */
    public CompletableFuture<Void> shutDown() {
        loop.submit("shutdown", this::sayGoodbyeToAll);
        return emptied;
    }

    private void sayGoodbyeToAll() {
        shuttingDown = true;
        Goodbye goodbye = new Goodbye(Map.of(), CloseUri.SYSTEM_SHUTDOWN);
        List<SessionLifecycle> all = sessions.lifecycles();
        // Every session is sent GOODBYE before the first one leaves, so that no leave causes messages to the others.
        Sweep<SessionLifecycle> departures = new Sweep<>(loop, "shutdown", all, this::depart, this::awaitAnswers);
        new Sweep<>(loop, "shutdown", all, lifecycle -> dismiss(lifecycle, goodbye), departures::begin).begin();
    }

    private static int dismiss(SessionLifecycle lifecycle, Goodbye goodbye) {
        lifecycle.sayGoodbye(goodbye, true);
        return RealmSessions.GOODBYE_WEIGHT;
    }

    private void awaitAnswers() {
        goodbyeDeadline = cutLater();
        completeWhenEmpty();
    }

    /**
     * Starts the deadline. If the timer fails, all sessions are cut at once, because the shutdown would wait for the
     * slowest client otherwise.
     */
    private Timers.Timeout cutLater() {
        InternalTask cut = new InternalTask(name(), "shutdown deadline", this::cutAll);
        try {
            return timers.after(GOODBYE_NANOS, () -> loop.submit(cut));
        } catch (Throwable failure) {
            cut.failed(failure);
            loop.followUp(cut);
            return () -> {};
        }
    }

    private void cutAll() {
        new Sweep<>(loop, "shutdown deadline", sessions.lifecycles(), Realm::cut, this::completeWhenEmpty).begin();
    }

    private static int cut(SessionLifecycle lifecycle) {
        lifecycle.cut();
        return RealmSessions.GOODBYE_WEIGHT;
    }

    private void completeWhenEmpty() {
        if (goodbyeDeadline != null && sessions.size() == 0 && !empty) {
            empty = true;
            new AllSteps()
                    .then(goodbyeDeadline::cancel)
                    .then(tooLongMessages::end)
                    .then(tooLongHeads::end)
                    .then(contractViolations::end)
                    .then(failedAuthorizations::end)
                    .then(broker::end)
                    .then(service::realmEnded)
                    .then(() -> loop.afterwards(this::oneLess))
                    .rethrow();
        }
    }

    private void oneLess() {
        if (unclosed.decrementAndGet() == 0) {
            emptied.complete(null);
        }
    }

    /** Closes a connection after the current thread has left the realm. */
    void closeAfterwards(WampConnection connection, CloseReason reason) {
        unclosed.incrementAndGet();
        loop.afterwards(() -> {
            try {
                connection.close(reason);
            } finally {
                oneLess();
            }
        });
    }

    /** Returns the role with this name, or null. Thread-safe. */
    RouterRole role(String name) {
        return settings.roles().get(name);
    }

    /** Returns the calls that the router itself makes in this realm. */
    public ServiceCalls serviceCalls() {
        return service.calls();
    }

    /** Returns the router's own session, which is confined to the realm's loop. */
    public ServiceSession service() {
        return service;
    }

    Broker broker() {
        return broker;
    }

    Dealer dealer() {
        return dealer;
    }

    MessageRouting routing() {
        return routing;
    }

    /** Thread-safe. */
    PayloadInspector inspector() {
        return inspector;
    }

    RealmLoop loop() {
        return loop;
    }

    RealmOutput output() {
        return output;
    }

    /** Returns the counters, which are confined to the realm's loop. */
    public RealmCounters counters() {
        return counters;
    }

    TooLongMessages tooLongMessages() {
        return tooLongMessages;
    }

    RealmSessions sessions() {
        return sessions;
    }

    RequestIdCheck requestIdCheck() {
        return settings.requestIdCheck();
    }

    /** Returns the payload contracts; null in a realm without contracts. Thread-safe. */
    PayloadContracts contracts() {
        return settings.contracts();
    }

    /** Returns an account for the subscriptions and registrations of a new session. */
    TableAccount newTableAccount() {
        return new TableAccount(settings.limits().maxTableBytes(), settings.held());
    }

    String agent() {
        return settings.agent();
    }

    /**
     * Returns the reason why no session may join at present, or null.
     *
     * @param session the id of the session that joins
     */
    Admission.Refused refusal(long session) {
        if (shuttingDown) {
            return new Admission.Refused(CloseUri.SYSTEM_SHUTDOWN, "the router is shutting down");
        }
        if (sessions.size() >= settings.maxSessions()) {
            counters.refusedByLimit++;
            return new Admission.Refused(
                    ErrorUri.LIMIT_EXCEEDED, "realm " + name() + " has reached its limit of sessions");
        }
        if (sessions.lifecycle(session) != null) {
            // The id was drawn at random, and a challenge may contain it, so that no other id can take its place.
            return new Admission.Refused(ErrorUri.UNAVAILABLE, "the session id is in use; join again");
        }
        return null;
    }

    /** Removes a lifecycle whose session has ended. */
    void gone(SessionLifecycle lifecycle) {
        long id = lifecycle.session().id();
        new AllSteps()
                .then(() -> sessions.ended(id))
                .then(() -> sessions.remove(id))
                .then(this::completeWhenEmpty)
                .then(() -> depart(lifecycle))
                .rethrow();
    }

    /**
     * Removes the session's subscriptions, registrations and calls and publishes the meta events and testaments, once.
     * The lifecycle may still await the answer to GOODBYE.
     *
     * @return the weight of the first slice, at least 1
     */
    int depart(SessionLifecycle lifecycle) {
        if (!lifecycle.departs()) {
            return 1;
        }
        RouterSession session = lifecycle.session();
        try {
            Leaving parts = Leaving.inTurn(broker.leaving(session), dealer.leaving(session));
            return new Departure(session, parts, meta, loop, lifecycle.leavesSilently()).begin();
        } catch (Throwable failure) {
            lifecycle.endedInPart(failure);
            return 1;
        }
    }

    /** Ends a session whose connection has thrown. The session ends behind the current task, which continues. */
    private void connectionFailed(RouterSession session, Throwable failure) {
        SessionLifecycle lifecycle = sessions.lifecycle(session.id());
        if (lifecycle == null) {
            AllSteps.rethrow(failure);
            return;
        }
        session.end();
        loop.followUp(lifecycle.task("its connection", () -> AllSteps.rethrow(failure)));
    }

    void joined(RouterSession session) {
        meta.joined(session);
    }

    Map<String, Object> announcedRoles() {
        return announcedRoles;
    }

    boolean isWithoutTestaments() {
        return meta.isEmpty();
    }

    boolean isShuttingDown() {
        return shuttingDown;
    }

    Timers timers() {
        return timers;
    }
}
