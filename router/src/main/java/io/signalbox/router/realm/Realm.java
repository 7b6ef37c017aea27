package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Unregister;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.RegisterOptions;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.broker.GetEvents;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.meta.MetaApi;
import io.signalbox.router.meta.RealmParts;
import io.signalbox.router.meta.ReflectionProcedures;
import io.signalbox.router.meta.ServiceSession;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadPassthru;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.RealmStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
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

    /** So many receivers of a publication count like one more task. */
    private static final int RECEIVERS_PER_WEIGHT = 64;

    private final RealmSettings settings;
    private final Timers timers;
    private final RealmOutput output = new RealmOutput();
    private final RealmCounters counters = new RealmCounters();
    private final RealmLoop loop;
    private final SessionRegistry sessions;
    private final RequestCheck check;
    private final Map<String, Object> announcedRoles;
    private final ContractViolations violations;
    private final TooLongMessages tooLongMessages;
    private final Broker broker;
    private final Dealer dealer;
    private final ServiceSession service;
    private final MetaApi meta;
    private final CompletableFuture<Void> emptied = new CompletableFuture<>();
    private boolean shuttingDown;

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
        this.settings = settings;
        this.timers = timers;
        loop = new RealmLoop(settings.name(), workers, timers::nanoTime, output);
        sessions = new SessionRegistry(random);
        check = new RequestCheck(settings.uriRules(), settings.takesOpaquePayloads());
        announcedRoles = Features.announced(settings.meta().enabled(), settings.takesOpaquePayloads());
        violations = new ContractViolations(settings.name(), timers, counters);
        broker =
                new Broker(settings.limits().maxSubscriptions(), settings.refusesDiscloseMe(), random, counters, store);
        dealer = new Dealer(
                settings.limits(),
                settings.refusesDiscloseMe(),
                settings.calls(),
                new RealmCallTimer(settings.name(), loop, timers),
                random,
                counters);
        tooLongMessages = new TooLongMessages(settings.name(), timers, dealer, counters);
        LoopTasks tasks = new LoopTasks(settings.name(), loop);
        service = new ServiceSession(broker, dealer, tasks, output);
        RealmParts parts = new RealmParts(broker, dealer, new RealmSessions(this), settings.uriRules(), counters);
        meta = new MetaApi(service, parts, settings.refusesDiscloseMe(), settings.meta());
        service.register(GetEvents.URI, new GetEvents(broker, settings.roles()::get, tasks, workers));
        new ReflectionProcedures(settings.contracts()).registerAt(service);
    }

    public String name() {
        return settings.name();
    }

    /** What the loop has done. */
    public LoopLoad load() {
        return loop.load();
    }

    /**
     * Refuses new sessions and says GOODBYE to all that there are.
     *
     * @return done when every session has answered or was cut
     */
    public CompletableFuture<Void> shutDown() {
        loop.submit(new RealmStep(name(), "shutdown", this::sayGoodbyeToAll));
        return emptied;
    }

    private void sayGoodbyeToAll() {
        shuttingDown = true;
        List<Membership> all = sessions.all();
        for (Membership member : all) {
            member.sayGoodbye(new Goodbye(Map.of(), CloseUri.SYSTEM_SHUTDOWN));
        }
        departSilently(all);
        goodbyeDeadline = timers.after(
                GOODBYE_NANOS, () -> loop.submit(new RealmStep(name(), "shutdown deadline", this::cutAll)));
        completeWhenEmpty();
    }

    private void cutAll() {
        for (Membership member : sessions.all()) {
            member.cut();
        }
        completeWhenEmpty();
    }

    private void completeWhenEmpty() {
        if (goodbyeDeadline != null && sessions.size() == 0) {
            goodbyeDeadline.cancel();
            loop.afterwards(() -> emptied.complete(null));
        }
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

    SessionRegistry sessions() {
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

    /** Forgets a member whose session has ended. */
    void gone(Membership member) {
        sessions.remove(member.session().id());
        completeWhenEmpty();
        depart(member);
    }

    /** Ends what a member took part in and tells the others, once: it may have to answer GOODBYE still. */
    void depart(Membership member) {
        if (member.departs()) {
            broker.sessionGone(member.session());
            dealer.sessionGone(member.session());
            meta.left(member.session());
        }
    }

    /** The same for members that have been told to leave; only then, so that the first cause no messages to the others. */
    void departSilently(List<Membership> members) {
        meta.silently(() -> members.forEach(this::depart));
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

    /**
     * Carries out what a client sent.
     *
     * @param violation how its payload breaks its contract, or null
     * @return the weight in the loop
     */
    int route(Membership member, ClientMessage message, ContractViolation violation) throws ProtocolViolation {
        RouterSession session = member.session();
        switch (message) {
            case Publish publish -> {
                return publish(member, publish, violation);
            }
            case Call call -> call(member, call, violation);
            case Yield yield -> result(session, yield, violation);
            case ErrorMessage error -> error(session, error);
            case Cancel cancel -> dealer.cancel(session, cancel);
            case Subscribe subscribe -> {
                return subscribe(member, subscribe);
            }
            case Unsubscribe unsubscribe -> {
                member.requestIds().take(unsubscribe.request());
                broker.unsubscribe(session, unsubscribe);
            }
            case Register register -> register(member, register);
            case Unregister unregister -> {
                member.requestIds().take(unregister.request());
                dealer.unregister(session, unregister);
            }
            case Goodbye goodbye -> member.leave(goodbye);
            case Abort abort -> member.aborted(abort);
            case Hello hello -> throw new ProtocolViolation("HELLO while the session is open");
            case Authenticate authenticate -> throw new ProtocolViolation("AUTHENTICATE without a CHALLENGE");
        }
        return 1;
    }

    private int publish(Membership member, Publish publish, ContractViolation violation) throws ProtocolViolation {
        RouterSession session = member.session();
        check.payload(publish.payload(), MessageType.PUBLISH);
        member.requestIds().take(publish.request());
        PublishOptions options = PublishOptions.from(publish.options(), publish.payload());
        PayloadPassthru.check(options.passthru(), session.features().publisherPayloadPassthru(), MessageType.PUBLISH);
        Decision decision = check.decide(session, Action.PUBLISH, publish.topic(), MatchPolicy.EXACT);
        if (violation != null && decision.isAllowed() && violations.rejects(session, publish, violation)) {
            if (options.acknowledge()) {
                session.send(ContractViolations.error(publish, violation));
            }
            return 1;
        }
        if (decision.isAllowed()) {
            return 1 + broker.publish(session, publish, options, decision) / RECEIVERS_PER_WEIGHT;
        }
        if (options.acknowledge()) {
            check.refuse(session, MessageType.PUBLISH, publish.request(), publish.topic(), MatchPolicy.EXACT);
        }
        return 1;
    }

    private int subscribe(Membership member, Subscribe subscribe) throws ProtocolViolation {
        RouterSession session = member.session();
        member.requestIds().take(subscribe.request());
        SubscribeOptions options = SubscribeOptions.from(subscribe.options());
        MatchPolicy match = options.match();
        if (check.decide(session, Action.SUBSCRIBE, subscribe.topic(), match).isAllowed()) {
            return 1 + broker.subscribe(session, subscribe, options) / RECEIVERS_PER_WEIGHT;
        }
        check.refuse(session, MessageType.SUBSCRIBE, subscribe.request(), subscribe.topic(), match);
        return 1;
    }

    private void register(Membership member, Register register) throws ProtocolViolation {
        RouterSession session = member.session();
        member.requestIds().take(register.request());
        MatchPolicy match = RegisterOptions.from(register.options()).match();
        if (check.decide(session, Action.REGISTER, register.procedure(), match).isAllowed()) {
            dealer.register(session, register);
        } else {
            check.refuse(session, MessageType.REGISTER, register.request(), register.procedure(), match);
        }
    }

    private void call(Membership member, Call call, ContractViolation violation) throws ProtocolViolation {
        RouterSession session = member.session();
        check.payload(call.payload(), MessageType.CALL);
        boolean continues = dealer.isContinuation(session, call);
        if (!continues) {
            member.requestIds().take(call.request());
        }
        Decision decision = check.decide(session, Action.CALL, call.procedure(), MatchPolicy.EXACT);
        if (!continues && !decision.isAllowed()) {
            check.refuse(session, MessageType.CALL, call.request(), call.procedure(), MatchPolicy.EXACT);
            dealer.refused(session, call);
        } else if (violation != null && violations.rejects(session, call, violation)) {
            dealer.invalidArgument(session, call, violation);
        } else {
            dealer.call(session, call, decision);
        }
    }

    private void error(RouterSession session, ErrorMessage error) throws ProtocolViolation {
        check.payload(error.payload(), MessageType.ERROR);
        dealer.error(session, error);
    }

    private void result(RouterSession session, Yield yield, ContractViolation violation) throws ProtocolViolation {
        check.payload(yield.payload(), MessageType.YIELD);
        if (violation != null && violations.rejects(session, yield, violation)) {
            dealer.invalidResult(session, yield, violation);
        } else {
            dealer.yield(session, yield);
        }
    }
}
