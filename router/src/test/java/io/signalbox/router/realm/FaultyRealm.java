package io.signalbox.router.realm;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.router.auth.AnonymousAuth;
import io.signalbox.router.auth.AuthMethods;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.auth.Identity;
import io.signalbox.router.dealer.CallRules;
import io.signalbox.router.meta.MetaSettings;
import io.signalbox.router.session.Authorization;
import io.signalbox.router.session.Authorizer;
import io.signalbox.router.session.ContractViolation;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.PayloadContracts;
import io.signalbox.router.session.PayloadRule;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Timers;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryAnswer;
import io.signalbox.router.store.HistoryBounds;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.HistoryReader;
import io.signalbox.router.store.MemoryHistory;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.StoredEvent;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Realm with manual time and workers whose collaborators may all throw. */
final class FaultyRealm {
    final HeldBudget held = HeldBudget.ofHeap();
    final InboundBudget inbound = new InboundBudget(1 << 20);

    /** Limits that pause a caller at its second call. */
    private static final SessionLimits BOUNDS = new SessionLimits(2048, 64, 100, 100, 1 << 20, 256, 2, 2, 1 << 20);

    final Faults faults = new Faults();
    final ManualTimers timers = new ManualTimers();
    final ManualWorkers workers = new ManualWorkers();
    final SessionQuota listenerQuota = new SessionQuota(100);
    final SessionQuota nodeQuota = new SessionQuota(100);
    final SessionQuota authentications = new SessionQuota(100);
    final List<ScriptedPeer> peers = new ArrayList<>();

    /** Exceptions that escaped from a worker task or a timer. Such an exception ends a thread or goes unnoticed. */
    final List<Throwable> escaped = new ArrayList<>();

    final Realm realm;
    final int brokerEntries;
    final int dealerEntries;
    private final RealmDirectory directory;
    private final SessionAcceptor acceptor;
    private final Queue<Runnable> aside = new ArrayDeque<>();
    private final Map<ScriptedPeer, List<Long>> calls = new HashMap<>();

    FaultyRealm() {
        RouterRole role = new RouterRole("anonymous", (action, uri, match) -> {
            faults.at("permissions");
            return Decision.ALLOWED;
        });
        RouterRole asked =
                new RouterRole("asked", (action, uri, match) -> Decision.UNDECIDED, role.slowConsumer(), authorizer());
        Timers faultyTimers = timers();
        Executor faultyWorkers = task -> {
            faults.at("workers");
            workers.execute(() -> guarded(task));
        };
        InstantSource clock = () -> {
            faults.at("clock");
            return Instant.ofEpochMilli(timers.epochMillis());
        };
        RealmStore store = new RealmStore(
                List.of(new RealmStore.TopicHistory(
                        MatchPolicy.EXACT,
                        "with.history",
                        history(new MemoryHistory("realm1", new HistoryBounds(10, 0), 10_000, clock, faultyWorkers)))),
                RealmStore.RetentionLimits.DEFAULTS,
                clock);
        RealmSettings settings = new RealmSettings(
                "realm1",
                "realm1",
                Map.of("anonymous", role, "asked", asked),
                RequestIdCheck.OFF,
                false,
                false,
                false,
                BOUNDS,
                held,
                new CallRules(0, 0, List.of(new CallRules.QueueLimit("queued", MatchPolicy.EXACT, 10))),
                100,
                "Signalbox-test",
                MetaSettings.DEFAULTS,
                contracts());
        realm = new Realm(settings, store, faultyWorkers, faultyTimers, random(42));
        directory = new RealmDirectory(List.of(realm));
        brokerEntries = realm.broker().entries();
        dealerEntries = realm.dealer().entries();
        acceptor = new SessionAcceptor(
                directory,
                new AuthMethods(List.of(
                        new AnonymousAuth("anonymous", random(7)),
                        challenging(),
                        new ScriptedMethod("later", this::later))),
                new SessionAcceptor.Quotas(listenerQuota, nodeQuota, authentications, inbound),
                SessionAcceptor.Times.DEFAULTS,
                new SessionAcceptor.Resources(faultyTimers, faultyWorkers, random(11)));
    }

    ScriptedPeer connects() {
        ScriptedPeer peer = new ScriptedPeer(workers);
        peers.add(peer);
        FaultyConnection connection = new FaultyConnection(peer.connection, faults);
        peer.listener(connection.guarded(new Unheard()));
        try {
            peer.listener(connection.guarded(acceptor.accept(connection)));
        } catch (Throwable refused) {
            peer.connection.close(CloseReason.internalError("internal error"));
        }
        return peer;
    }

    void calls(ScriptedPeer caller, String procedure, Map<String, Object> options, Payload payload) {
        long request = caller.nextRequest();
        calls.computeIfAbsent(caller, any -> new ArrayList<>()).add(request);
        act(() -> caller.sends(new Call(request, options, procedure, payload)));
    }

    /** Runs a step like a thread of a transport, which logs the exceptions of a flush. */
    void act(Runnable step) {
        try {
            step.run();
        } catch (Throwable thrown) {
            escapes(thrown);
        }
        settle();
    }

    /** Runs all tasks and reports the closed connections. */
    void settle() {
        for (int i = 0; i < 3; i++) {
            workers.runAll();
            while (!aside.isEmpty()) {
                guarded(aside.remove());
            }
            peers.forEach(ScriptedPeer::settle);
        }
    }

    void shutDown() {
        directory.shutDown();
        settle();
    }

    /** Checks that every call of an open session was answered at most once. */
    void checkAnswers(boolean allAreDue) {
        calls.forEach((caller, requests) -> {
            if (caller.connection.closedWith == null) {
                for (long request : requests) {
                    long answers = caller.connection.frames.stream()
                            .filter(frame -> answers(frame.message(), request))
                            .count();
                    assertThat(answers).as("answers to CALL " + request).isBetween(allAreDue ? 1L : 0L, 1L);
                }
            }
        });
    }

    private static boolean answers(WampMessage message, long request) {
        return switch (message) {
            case Result result ->
                result.request() == request && !result.details().containsKey("progress");
            case ErrorMessage error -> error.request() == request && error.requestType() == MessageType.CALL;
            default -> false;
        };
    }

    /** Timers log exceptions. Only a call to a connection may throw. */
    private void timed(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            if (!"connection.resumeReading".equals(faults.thrownBy())) {
                escapes(thrown);
            }
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Throwable thrown) {
            escapes(thrown);
        }
    }

    /** Transports and timers log the exceptions of a flush or a close. */
    private void escapes(Throwable thrown) {
        if (!"connection.flush".equals(faults.thrownBy()) && !"connection.close".equals(faults.thrownBy())) {
            escaped.add(thrown);
        }
    }

    private Timers timers() {
        return new Timers() {
            @Override
            public long nanoTime() {
                faults.at("timers.nanoTime");
                return timers.nanoTime();
            }

            @Override
            public long epochMillis() {
                faults.at("timers.epochMillis");
                return timers.epochMillis();
            }

            @Override
            public Timeout after(long delayNanos, Runnable task) {
                faults.at("timers.after");
                Timeout timeout = timers.after(delayNanos, () -> timed(task));
                return () -> {
                    timeout.cancel();
                    faults.at("timeout.cancel");
                };
            }
        };
    }

    /** Returns a method that sends a challenge, accepts every answer and grants the role with the authorizer. */
    private Authenticator challenging() {
        return new ScriptedMethod("ticket", request -> {
            faults.at("authenticator");
            return ScriptedMethod.challenge(request, (signature, extra) -> {
                faults.at("authenticator.answer");
                return accepted();
            });
        });
    }

    private AuthStep later(AuthRequest request) {
        return new AuthStep.Pending(aside(FaultyRealm::accepted));
    }

    private static AuthStep accepted() {
        return new AuthStep.Accepted(new Identity("alice", "asked", "ticket", "test"));
    }

    /** Returns an authorizer that allows everything, on another thread. */
    private Authorizer authorizer() {
        ScriptedAuthorizer authorizer = new ScriptedAuthorizer();
        authorizer.answer = request -> {
            faults.at("authorizer");
            return new Authorization.Later(aside(() -> Decision.ALLOWED));
        };
        return authorizer;
    }

    private <T> CompletableFuture<T> aside(Supplier<T> answer) {
        CompletableFuture<T> later = new CompletableFuture<>();
        aside.add(() -> later.complete(answer.get()));
        return later;
    }

    private RandomGenerator random(long seed) {
        Random random = new Random(seed);
        return () -> {
            faults.at("random");
            return random.nextLong();
        };
    }

    private EventHistory history(EventHistory events) {
        return new EventHistory() {
            @Override
            public void append(StoredEvent event) {
                faults.at("history.append");
                events.append(event);
            }

            @Override
            public void topics(Consumer<Set<String>> answer) {
                faults.at("history.topics");
                events.topics(answer);
            }

            @Override
            public void select(HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer) {
                faults.at("history.select");
                events.select(query, reader, answer);
            }
        };
    }

    /** Returns contracts for URIs below {@code under.}. Every payload complies. */
    private PayloadContracts contracts() {
        PayloadRule rule = new PayloadRule() {
            @Override
            public ContractViolation violation(Payload payload) {
                faults.at("contract.rule");
                return null;
            }
        };
        return new PayloadContracts() {
            @Override
            public PayloadRule call(String procedure) {
                faults.at("contract.call");
                return procedure.startsWith("under.") ? rule : null;
            }

            @Override
            public PayloadRule result(String procedure) {
                faults.at("contract.result");
                return procedure.startsWith("under.") ? rule : null;
            }

            @Override
            public PayloadRule event(String topic) {
                faults.at("contract.event");
                return topic.startsWith("under.") ? rule : null;
            }

            @Override
            public Map<String, Object> describe(String uri) {
                return null;
            }

            @Override
            public void checkAside(Runnable check, int payloadBytes) {
                faults.at("contract.aside");
                aside.add(check);
            }
        };
    }

    /** Listener of a connection that no acceptor accepted. */
    private static final class Unheard implements ConnectionListener {
        @Override
        public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {}

        @Override
        public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {}

        @Override
        public void onPeerCloses(String why, FlushBatch flushes) {}

        @Override
        public void onClosed(String why) {}
    }
}
