package io.signalbox.router.realm;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.broker.GetEvents;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.meta.MetaApi;
import io.signalbox.router.meta.RealmParts;
import io.signalbox.router.meta.ReflectionProcedures;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Sweep;
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
 * A routing domain: its sessions, broker and dealer, and the loop that orders everything in it (spec: Realms). Public
 * methods may be called from any thread, all others inside the loop.
 */
public final class Realm {
    /** As many of something as the configuration allows. */
    static final String LIMIT_EXCEEDED = Broker.LIMIT_EXCEEDED;

    static final String INTERNAL_ERROR = "signalbox.error.internal_error";

    /** How long a client has to answer GOODBYE. */
    static final long GOODBYE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final RealmSettings settings;
    private final Timers timers;
    private final RealmOutput output = new RealmOutput();
    private final RealmCounters counters = new RealmCounters();
    private final RealmLoop loop;
    private final Executor workers;
    private final RealmSessions sessions;
    private final Map<String, Object> announcedRoles;
    private final MessageRouting routing;
    private final TooLongMessages tooLongMessages;
    private final TooLongHeads tooLongHeads;
    private final ContractViolations contractViolations;
    private final Broker broker;
    private final Dealer dealer;
    private final ServiceSession service;
    private final MetaApi meta;
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();

    /** Connections about to be closed, which happens outside the loop, and one for the sessions that are left. */
    private final AtomicInteger unclosed = new AtomicInteger(1);

    private boolean shuttingDown;
    private boolean empty;

    /** Set when GOODBYE has been said to all. */
    private Timers.Timeout goodbyeDeadline;

    /**
     * @param workers run what does not come from an inbound read; tasks are short and never block
     * @param random draws session and publication ids; confined to this realm
     */
    public Realm(RealmSettings settings, Executor workers, Timers timers, RandomGenerator random) {
        this(settings, RealmStore.DEFAULTS, workers, timers, random);
    }

    /**
     * @param store what the broker remembers; its histories are used by this realm only
     * @param workers run what does not come from an inbound read; tasks are short and never block
     * @param random draws session and publication ids; confined to this realm
     */
    public Realm(RealmSettings settings, RealmStore store, Executor workers, Timers timers, RandomGenerator random) {
        this(settings, store, workers, timers, random, LoopTiming.sampled(timers::nanoTime));
    }

    /** The same, with tasks that are measured differently. */
    public Realm(
            RealmSettings settings,
            RealmStore store,
            Executor workers,
            Timers timers,
            RandomGenerator random,
            LoopTiming timing) {
        this.settings = settings;
        this.timers = timers;
        this.workers = workers;
        loop = new RealmLoop(settings.name(), workers, timing, output);
        sessions = new RealmSessions(this, random);
        announcedRoles = Features.announced(settings.meta().enabled(), settings.takesOpaquePayloads());
        RealmWork work = new RealmWork(settings.name(), loop, timers);
        broker = new Broker(settings.limits(), settings.refusesDiscloseMe(), random, counters, store, work);
        dealer = new Dealer(
                settings.limits(),
                settings.refusesDiscloseMe(),
                settings.calls(),
                new RealmCallTimer(loop, timers),
                random,
                counters,
                loop);
        tooLongMessages = new TooLongMessages(settings.name(), timers, loop, dealer, counters);
        tooLongHeads = new TooLongHeads(settings.name(), timers, loop, dealer, counters);
        contractViolations = new ContractViolations(settings.name(), timers, loop, counters);
        routing = new MessageRouting(settings, contractViolations, tooLongHeads, broker, dealer);
        service = new ServiceSession(
                broker, dealer, loop, output, settings.meta().limits().maxProcedureArgumentBytes());
        RealmParts parts = new RealmParts(broker, dealer, sessions, settings.uriRules(), counters, loop, workers);
        output.failuresTo(this::connectionFailed);
        meta = new MetaApi(service, parts, settings.refusesDiscloseMe(), settings.meta());
        service.register(GetEvents.URI, new GetEvents(broker, settings.roles()::get, loop, workers));
        new ReflectionProcedures(settings.contracts()).registerAt(service);
    }

    public String name() {
        return settings.name();
    }

    /** What the loop has done. */
    public LoopLoad load() {
        return loop.load();
    }

    /** Looks for the longest task from now on, in place of since the realm began. */
    public void forgetLongestTask() {
        loop.submit("a measurement", loop::forgetLongestTask);
    }

    /**
     * Refuses new sessions and says GOODBYE to all that there are.
     *
     * @return done when every session has answered or was cut, and their connections are told to close
     */
    public CompletableFuture<Void> shutDown() {
        loop.submit("shutdown", this::sayGoodbyeToAll);
        return emptied;
    }

    private void sayGoodbyeToAll() {
        shuttingDown = true;
        Goodbye goodbye = new Goodbye(Map.of(), CloseUri.SYSTEM_SHUTDOWN);
        List<SessionLifecycle> all = sessions.lifecycles();
        // Nobody leaves before all have been told, so that the first cause no messages to the others.
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

    /** Without a timer all are cut at once: else the shutdown would wait for the slowest client. */
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
                    .then(broker::end)
                    .then(() -> loop.afterwards(this::oneLess))
                    .rethrow();
        }
    }

    private void oneLess() {
        if (unclosed.decrementAndGet() == 0) {
            emptied.complete(null);
        }
    }

    /** Closes a connection when the realm has been left. */
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

    /** The role with this name, or null; any thread. */
    RouterRole role(String name) {
        return settings.roles().get(name);
    }

    ServiceSession service() {
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

    Executor workers() {
        return workers;
    }

    RealmLoop loop() {
        return loop;
    }

    RealmOutput output() {
        return output;
    }

    RealmCounters counters() {
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

    /** What payloads must look like; null when anything goes. Any thread. */
    PayloadContracts contracts() {
        return settings.contracts();
    }

    String agent() {
        return settings.agent();
    }

    /** Why nobody may join now, or null. */
    Admission.Refused refusal() {
        if (shuttingDown) {
            return new Admission.Refused(CloseUri.SYSTEM_SHUTDOWN, "the router is shutting down");
        }
        if (sessions.size() >= settings.maxSessions()) {
            counters.refusedByLimit++;
            return new Admission.Refused(LIMIT_EXCEEDED, "realm " + name() + " has as many sessions as it may have");
        }
        return null;
    }

    /** Forgets a lifecycle whose session has ended. */
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
     * Ends what a lifecycle took part in and tells the others, once: it may have to answer GOODBYE still.
     *
     * @return what the first slice of it weighed, at least 1
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

    /** The connection of a session threw: the session ends behind the task that is running, which goes on. */
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
