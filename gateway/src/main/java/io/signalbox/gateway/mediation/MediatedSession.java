package io.signalbox.gateway.mediation;

import io.signalbox.client.CallResult;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.HookFailure;
import io.signalbox.gateway.mediation.ContentType.InvalidContentException;
import io.signalbox.gateway.mediation.Fault.Stage;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.relay.Mediator;
import io.signalbox.gateway.relay.RelaySession;
import io.signalbox.gateway.relay.SessionEnd;
import io.signalbox.gateway.relay.SharedFrame;
import io.signalbox.gateway.relay.Side;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of a mediation with its backend. Passes each message of a side through the hook of the side, one message at a time, and
 * carries out the verdict. Thread-safe.
 */
final class MediatedSession implements Mediator {
    private static final Logger LOG = LoggerFactory.getLogger(MediatedSession.class);
    private static final String INVALID_ARGUMENT = "wamp.error.invalid_argument";
    private static final CloseFrame HOOK_FAILED = new CloseFrame(CloseCode.INTERNAL_ERROR, "The procedure failed");
    private static final CloseFrame NO_CONTENT =
            new CloseFrame(CloseCode.INVALID_PAYLOAD, "The message is not of its content type");

    /** Other side of the client. */
    private enum Backend {
        /** The node answers in its place. */
        NONE,
        PRESENT,
        /** It has ended, and the client stays. */
        LEFT,
        /** It has ended, and the client follows when the fault procedure has answered. */
        FAILED
    }

    private final Mediation mediation;
    private final MediationRoute route;
    private final MediatedClient client;
    private final Agreement agreement;
    private final FaultProcedure faults;
    private final AwaitedCalls calls;
    private final ContentType type;
    private volatile Backend backend;

    // Set when the session begins.
    private volatile RelaySession session;
    private volatile Occurrence occurrence;

    /** Whether the client has left before the dispatch hook could be told of it. */
    private volatile boolean isUntold;

    /** @param agreement what is agreed on with the client before the backend is connected */
    MediatedSession(Mediation mediation, MediationRoute route, MediatedClient client, Agreement agreement) {
        this.mediation = mediation;
        this.route = route;
        this.client = client;
        this.agreement = agreement;
        faults = new FaultProcedure(mediation, route.hooks().fault());
        calls = new AwaitedCalls(mediation);
        type = agreement.contentType(mediation.item());
        backend = route.backend().isPresent() ? Backend.PRESENT : Backend.NONE;
    }

    @Override
    public void begins(RelaySession of) {
        session = of;
        boolean isKnown = backend == Backend.NONE || mediation.item().acceptsBefore();
        agree(isKnown ? agreement.subprotocol() : "");
        if (mediation.item().broadcastLevel() > 0) {
            mediation.groups().join(client.path(), this);
        }
    }

    /** Sets the subprotocol, which an {@code after-backend} client gets from the backend. */
    void agree(String subprotocol) {
        occurrence = new Occurrence(session.id(), client, subprotocol, type);
    }

    boolean isClosing() {
        return calls.isClosing();
    }

    @Override
    public boolean takesMessages(Side from) {
        return route.hooks().mayReply()
                || route.hooks().of(from).isPresent()
                || mediation.item().log() == MediationItem.Log.FULL
                || from == Side.BACKEND && mediation.item().broadcastLevel() > 0;
    }

    /**
     * Tells the dispatch hook of the client, whose messages wait for {@link #opened}.
     *
     * @return what the client is refused with; empty if the session goes on
     */
    CompletableFuture<Optional<CloseFrame>> open() {
        CompletableFuture<Optional<CloseFrame>> decision = new CompletableFuture<>();
        Optional<Hook> hook = route.hooks().dispatch();
        if (hook.isEmpty()) {
            decision.complete(Optional.empty());
        } else if (hook.get() instanceof ProcedureHook procedure) {
            calls.await(
                    Side.CLIENT,
                    mediation.tell(procedure, occurrence.open()),
                    (result, failure) -> guarded(() -> openAnswered(procedure, result, failure, decision)));
        } else {
            mediation.recordFailure(hook.get(), session.id(), mediation.tell(hook.get(), occurrence.open()));
            decision.complete(Optional.empty());
        }
        return decision;
    }

    private void openAnswered(
            ProcedureHook hook,
            Optional<CallResult> result,
            Throwable failure,
            CompletableFuture<Optional<CloseFrame>> decision) {
        if (calls.isDropped(failure)) {
            isUntold = true;
            decision.complete(Optional.empty());
        } else if (failure != null) {
            mediation.hookFailed(hook, session.id(), failure);
            refuseOpen(HookFailure.error(failure), decision);
        } else {
            decideOpen(Verdict.onMessage(result.orElseThrow(), type, backend == Backend.NONE), decision);
        }
    }

    private void decideOpen(Verdict verdict, CompletableFuture<Optional<CloseFrame>> decision) {
        switch (verdict) {
            case Verdict.Close close -> decision.complete(Optional.of(close.told()));
            case Verdict.Wrong wrong ->
                refuseOpen(wrong(route.hooks().dispatch().orElseThrow(), wrong), decision);
            case Verdict.Reply reply -> {
                session.messages().send(Side.CLIENT, reply.message());
                decision.complete(Optional.empty());
            }
            // The event has no message to replace or to drop.
            case Verdict.Forward forward -> decision.complete(Optional.empty());
            case Verdict.Replace replace -> decision.complete(Optional.empty());
            case Verdict.Drop drop -> decision.complete(Optional.empty());
        }
    }

    private void refuseOpen(Map<String, Object> error, CompletableFuture<Optional<CloseFrame>> decision) {
        ask(
                new Fault(Stage.DISPATCH, Side.CLIENT, HOOK_FAILED, error),
                verdict -> decision.complete(
                        verdict instanceof Verdict.Close close ? Optional.of(close.told()) : Optional.empty()));
    }

    /** Passes the messages of the client on, or, if the session closes, tells the dispatch hook so. */
    void opened() {
        session.messages().done(Side.CLIENT);
    }

    /** Tells the fault procedure that no backend can be connected, and closes the session. */
    void connectFailed(CloseFrame told, Throwable failure) {
        backend = Backend.FAILED;
        ask(
                new Fault(
                        Stage.CONNECT,
                        Side.BACKEND,
                        told,
                        HookFailure.error("signalbox.error.not_connected", failure.getMessage())),
                verdict -> close(verdict instanceof Verdict.Close close ? close.told() : told));
    }

    @Override
    public void take(Side from, WebSocketMessage message) {
        if (mediation.item().log() == MediationItem.Log.FULL) {
            MessageLog.write(mediation.path(), session.id(), from, message);
        }
        Optional<Hook> hook = route.hooks().of(from);
        if (hook.isEmpty()) {
            deliver(from, message);
            return;
        }
        if (hook.get() instanceof ProcedureHook procedure) {
            call(procedure, from, message);
        } else if (message.bytes().length > HookCalls.MAX_INLINE_BYTES) {
            Thread.startVirtualThread(() -> guarded(() -> publish(hook.get(), from, message)));
        } else {
            publish(hook.get(), from, message);
        }
    }

    private void publish(Hook topic, Side from, WebSocketMessage message) {
        CompletableFuture<?> told = mediation.tell(topic, message.bytes().length, occurrence.message(from, message));
        mediation.recordFailure(topic, session.id(), told);
        deliver(from, message);
    }

    private void call(ProcedureHook procedure, Side from, WebSocketMessage message) {
        calls.await(
                from,
                mediation.tell(procedure, message.bytes().length, occurrence.message(from, message)),
                (result, failure) -> guarded(() -> answered(procedure, from, message, result, failure)));
    }

    private void answered(
            ProcedureHook hook, Side from, WebSocketMessage message, Optional<CallResult> result, Throwable failure) {
        if (calls.isDropped(failure)) {
            // The session closes, and nobody gets the message.
            session.messages().done(from);
            return;
        }
        if (failure != null) {
            mediation.hookFailed(hook, session.id(), failure);
            if (failure instanceof InvalidContentException) {
                failed(from, message, NO_CONTENT, HookFailure.error(INVALID_ARGUMENT, failure.getMessage()));
            } else {
                failed(from, message, HOOK_FAILED, HookFailure.error(failure));
            }
            return;
        }
        boolean answersSender = from == Side.CLIENT && backend == Backend.NONE;
        Verdict verdict = Verdict.onMessage(result.orElseThrow(), type, answersSender);
        if (verdict instanceof Verdict.Wrong wrong) {
            failed(from, message, HOOK_FAILED, wrong(hook, wrong));
        } else {
            carryOut(verdict, from, message);
        }
    }

    private Map<String, Object> wrong(Hook hook, Verdict.Wrong wrong) {
        mediation.hookFailed(hook, session.id(), new IllegalArgumentException(wrong.why()));
        return HookFailure.error(INVALID_ARGUMENT, wrong.why());
    }

    private void carryOut(Verdict verdict, Side from, WebSocketMessage message) {
        switch (verdict) {
            case Verdict.Forward forward -> deliver(from, message);
            case Verdict.Replace replace -> deliver(from, replace.message());
            case Verdict.Reply reply -> {
                session.messages().send(from, reply.message());
                session.messages().done(from);
            }
            case Verdict.Drop drop -> session.messages().done(from);
            case Verdict.Close close -> {
                close(close.told());
                session.messages().done(from);
            }
            case Verdict.Wrong wrong -> throw new IllegalStateException(wrong.why());
        }
    }

    /** Asks the fault procedure about a message that its hook could not handle. */
    private void failed(Side from, WebSocketMessage message, CloseFrame told, Map<String, Object> error) {
        ask(new Fault(Stage.ofHook(from), from, told, error), verdict -> carryOut(verdict, from, message));
    }

    /** Sends a message to the other side, and goes on with the next one. */
    private void deliver(Side from, WebSocketMessage message) {
        if (from == Side.BACKEND) {
            sendToClients(message);
        } else if (backend == Backend.PRESENT) {
            session.messages().send(Side.BACKEND, message);
        } else if (backend != Backend.NONE) {
            undeliverable(from);
            return;
        }
        session.messages().done(from);
    }

    private void undeliverable(Side from) {
        mediation.counters().undeliverable.increment();
        if (backend == Backend.FAILED || !faults.isPresent()) {
            session.messages().done(from);
            return;
        }
        CloseFrame told = new CloseFrame(CloseCode.INTERNAL_ERROR, "The backend has gone");
        Map<String, Object> error =
                HookFailure.error("signalbox.error.not_connected", "the backend has ended its connection");
        ask(new Fault(Stage.SEND, from, told, error), Verdict.DROP, verdict -> {
            if (verdict instanceof Verdict.Close close) {
                close(close.told());
            }
            session.messages().done(from);
        });
    }

    private void sendToClients(WebSocketMessage message) {
        int level = mediation.item().broadcastLevel();
        if (level < 2) {
            session.messages().send(Side.CLIENT, message);
        }
        if (level > 0) {
            mediation.broadcast(client.path(), message, type, this);
        }
    }

    /** Sends a message of another member of the group to the client, unless the client is slow. */
    void offer(SharedFrame message) {
        if (!session.messages().offer(mediation.item().options().maxBroadcastPendingBytes(), message)) {
            mediation.skipped(session.id());
        }
    }

    @Override
    public boolean goesOnWithoutBackend(SessionEnd end) {
        boolean keeps = mediation.item().keepsClients();
        boolean asks = end.isFault() && faults.isPresent();
        if (backend != Backend.PRESENT || !keeps && !asks) {
            return false;
        }
        backend = keeps ? Backend.LEFT : Backend.FAILED;
        tellClose(Side.BACKEND, end);
        if (asks) {
            Map<String, Object> error = HookFailure.error(
                    "signalbox.error.connection_lost", end.why().text());
            Verdict usual = keeps ? Verdict.DROP : new Verdict.Close(end.why());
            ask(new Fault(Stage.BACKEND, Side.BACKEND, end.why(), error), usual, verdict -> {
                if (verdict instanceof Verdict.Close close) {
                    close(close.told());
                } else if (!keeps) {
                    close(end.why());
                }
            });
        }
        return true;
    }

    @Override
    public void closing(SessionEnd end) {
        calls.close();
        mediation.groups().leave(client.path(), this);
        boolean isOfClient = end.by().filter(Side.CLIENT::equals).isPresent();
        if (isOfClient && end.isFault()) {
            Map<String, Object> error = HookFailure.error(
                    "signalbox.error.connection_lost", end.why().text());
            tellEnd(Side.CLIENT, () -> ask(new Fault(Stage.CLIENT, Side.CLIENT, end.why(), error), verdict -> {}));
        }
        if (end.by().filter(Side.BACKEND::equals).isPresent()) {
            tellClose(Side.BACKEND, end);
        }
        tellClose(Side.CLIENT, end);
    }

    /** Tells the hook of a side of the close, behind the message that the hook has. */
    private void tellClose(Side side, SessionEnd end) {
        route.hooks()
                .of(side)
                .ifPresent(hook -> tellEnd(side, () -> {
                    CompletableFuture<?> told = mediation.tellEnd(hook, occurrence.close(end));
                    mediation.recordFailure(hook, session.id(), told);
                }));
    }

    /** Tells of an end behind the message that the hook has, unless the hook has not been told of the client. */
    private void tellEnd(Side side, Runnable telling) {
        session.messages().then(side, () -> {
            if (!isUntold) {
                telling.run();
            }
        });
    }

    /** Asks the fault procedure for a verdict, which is to close the session unless there is another one. */
    private void ask(Fault fault, Consumer<Verdict> decided) {
        ask(fault, new Verdict.Close(fault.told()), decided);
    }

    /** Asks the fault procedure for a verdict, which is {@code usual} unless there is another one. */
    private void ask(Fault fault, Verdict usual, Consumer<Verdict> decided) {
        // A client that is accepted after its backend does not wait for the procedure.
        boolean isEnd = calls.isClosing()
                || fault.stage() == Stage.CONNECT && !mediation.item().acceptsBefore();
        faults.ask(session.id(), occurrence.fault(fault), isEnd, usual)
                .thenAccept(verdict -> guarded(() -> decided.accept(verdict)));
    }

    private void close(CloseFrame told) {
        session.close(told.code(), told.text());
    }

    /** Runs what follows an answer. A defect ends the session only. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable failure) {
            mediation.counters().failures.increment();
            LOG.error("session={} the mediation failed; the session is closed", session.id(), failure);
            close(new CloseFrame(CloseCode.INTERNAL_ERROR, "internal error"));
            session.messages().done(Side.CLIENT);
            session.messages().done(Side.BACKEND);
        }
    }
}
