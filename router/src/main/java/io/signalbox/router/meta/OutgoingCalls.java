package io.signalbox.router.meta;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Cancel;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Result;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.ServiceCallError;
import io.signalbox.router.session.ServiceCalls;
import io.signalbox.router.session.Timers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open calls of the router's own session, by CALL.Request. Each call has a deadline of its own, because the realm may
 * leave its call timeout to the callee. The open calls of each procedure have a limit of their own, so that clients that
 * wait for a slow authenticator do not use up the calls to an authorizer.
 *
 * <p>Thread safety: {@link #call} is thread-safe. All other methods are confined to the realm's loop.
 */
final class OutgoingCalls implements ServiceCalls {
    private static final Logger LOG = LoggerFactory.getLogger(OutgoingCalls.class);
    private static final String TASK = "a call of the router";

    private final Dealer dealer;
    private final RouterSession session;
    private final RealmWork work;
    private final Executor workers;
    private final RealmCounters counters;
    private final int maxOpen;

    /** Number of calls between {@link #call} and their ends, by procedure. Only the configuration names procedures. */
    private final Map<String, AtomicInteger> open = new ConcurrentHashMap<>();

    private final LongMap<OutgoingCall> sent = new LongMap<>();
    private final LogEpisode refusals;
    private long lastRequest;
    private boolean realmHasEnded;

    /** One call. Confined to the realm's loop after {@link #call}, except for the answer. */
    private static final class OutgoingCall {
        private final String procedure;
        private final AtomicInteger open;
        private final CompletableFuture<Payload> answer = new CompletableFuture<>();
        private Timers.Timeout deadline;

        /** Zero before the CALL. */
        private long request;

        private boolean isOver;

        /** @param open the number of open calls to the procedure */
        private OutgoingCall(String procedure, AtomicInteger open) {
            this.procedure = procedure;
            this.open = open;
        }
    }

    /**
     * @param session the router's own session
     * @param maxOpen largest number of open calls to one procedure, from 1
     */
    OutgoingCalls(RouterSession session, RealmParts realm, RealmWork work, int maxOpen) {
        this.session = session;
        this.work = work;
        this.maxOpen = maxOpen;
        dealer = realm.dealer();
        workers = realm.workers();
        counters = realm.counters();
        refusals = new LogEpisode(
                work.timers(),
                count -> LOG.warn(
                        "realm={} {} further calls of the router were refused within ten seconds",
                        work.realm(),
                        count));
    }

    @Override
    public CompletionStage<Payload> call(String procedure, Payload arguments, long timeoutNanos) {
        OutgoingCall call = new OutgoingCall(procedure, open.computeIfAbsent(procedure, any -> new AtomicInteger()));
        if (call.open.incrementAndGet() > maxOpen) {
            work.executor().submit(TASK, () -> refuse(call));
            return call.answer;
        }
        try {
            call.deadline =
                    work.timers().after(timeoutNanos, () -> work.executor().submit("a deadline", () -> expire(call)));
            work.executor().submit(TASK, () -> send(call, arguments));
        } catch (Throwable failure) {
            // First, because cancel may throw as well.
            call.open.decrementAndGet();
            if (call.deadline != null) {
                call.deadline.cancel();
            }
            throw failure;
        }
        return call.answer;
    }

    private void refuse(OutgoingCall call) {
        counters.refusedByLimit++;
        if (refusals.begins()) {
            LOG.warn(
                    "realm={} procedure={} {} calls of the router are open; further calls to the procedure are refused."
                            + " Raise max_service_calls, or have the callees answer sooner",
                    work.realm(),
                    call.procedure,
                    maxOpen);
        }
        fail(
                call,
                new ServiceCallError(ErrorUri.LIMIT_EXCEEDED, "the router has too many open calls to the procedure"));
    }

    private void send(OutgoingCall call, Payload arguments) {
        if (call.isOver) {
            return;
        }
        if (realmHasEnded) {
            fail(call, realmEnds());
            return;
        }
        call.request = ++lastRequest;
        sent.put(call.request, call);
        try {
            dealer.serviceCall(session, new Call(call.request, Map.of(), call.procedure, arguments));
        } catch (Throwable failure) {
            fail(call, new ServiceCallError(ServiceSession.INTERNAL_ERROR, "the router failed to make the call"));
            throw failure;
        }
    }

    /** Completes a call with a RESULT. Has no effect on a call that is over. */
    void answered(Result result) {
        OutgoingCall call = sent.get(result.request());
        if (call != null) {
            end(call, () -> call.answer.complete(result.payload()));
        }
    }

    /** Fails a call with an ERROR of the callee or of the dealer. Has no effect on a call that is over. */
    void failed(ErrorMessage error) {
        OutgoingCall call = sent.get(error.request());
        if (call != null) {
            end(call, () -> call.answer.completeExceptionally(ServiceCallError.of(error.error(), error.payload())));
        }
    }

    private void expire(OutgoingCall call) {
        if (call.isOver) {
            return;
        }
        fail(call, new ServiceCallError(ErrorUri.TIMEOUT, "no answer before the deadline"));
        if (call.request != 0) {
            cancel(call.request);
        }
    }

    private void cancel(long request) {
        try {
            dealer.cancel(session, new Cancel(request, Map.of()));
        } catch (ProtocolViolation impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Fails all open calls, and every later one. Called once, at the end of the realm. */
    void realmEnded() {
        realmHasEnded = true;
        refusals.end();
        AllSteps ends = new AllSteps();
        sent.values().forEach(call -> ends.then(() -> fail(call, realmEnds())));
        ends.rethrow();
    }

    private static ServiceCallError realmEnds() {
        return new ServiceCallError(CloseUri.SYSTEM_SHUTDOWN, "the realm has ended");
    }

    private void fail(OutgoingCall call, ServiceCallError error) {
        end(call, () -> call.answer.completeExceptionally(error));
    }

    private void end(OutgoingCall call, Runnable completion) {
        if (call.isOver) {
            return;
        }
        call.isOver = true;
        sent.remove(call.request);
        call.open.decrementAndGet();
        new AllSteps()
                .then(() -> {
                    if (call.deadline != null) {
                        call.deadline.cancel();
                    }
                })
                .then(() -> complete(completion))
                .rethrow();
    }

    private void complete(Runnable completion) {
        try {
            workers.execute(completion);
        } catch (RejectedExecutionException stopping) {
            // The workers have stopped. The caller must not wait for ever for the answer.
            completion.run();
        }
    }
}
