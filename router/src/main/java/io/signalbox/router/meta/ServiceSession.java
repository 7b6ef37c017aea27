package io.signalbox.router.meta;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Register;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.Yield;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.router.broker.Broker;
import io.signalbox.router.dealer.Dealer;
import io.signalbox.router.meta.MetaSettings.MetaLimits;
import io.signalbox.router.session.Answer;
import io.signalbox.router.session.Arguments;
import io.signalbox.router.session.Caller;
import io.signalbox.router.session.ClientFeatures;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.Procedure;
import io.signalbox.router.session.ProcedureError;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.RealmOutput;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.ServiceCalls;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The router's own session in a realm. Broker and dealer treat the session like a session of a client: its procedures are
 * registrations, its events are publications. The meta API neither counts nor lists the session.
 *
 * <p>The session answers an invocation inside the realm's loop, behind the calling task and before any other task.
 * Procedures therefore read and change the realm without locks.
 *
 * <p>Confined to the realm's loop, except for {@link #read} and {@link #calls}, which are thread-safe. {@link #register}
 * may also be called before the realm is in use.
 */
public final class ServiceSession {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceSession.class);

    /** Outside the range of client session ids, so that no client can have or name the id. */
    private static final long ID = 0;

    static final String INTERNAL_ERROR = "signalbox.error.internal_error";
    private static final Map<String, Object> DISCLOSE_CALLER = Map.of("disclose_caller", true);

    private final Broker broker;
    private final Dealer dealer;
    private final RealmExecutor executor;
    private final RouterSession session;
    private final OutgoingCalls calls;
    private final int maxArgumentBytes;
    private final LongMap<Served> procedures = new LongMap<>();
    private final Map<String, Served> byName = new ConcurrentHashMap<>();
    private long lastRequest;

    /** Registration id in the dealer's answer to the current REGISTER; zero if the answer is an ERROR. */
    private long registered;

    /** Payload of the current call and the step that was made from its arguments; null between calls. */
    private Payload expected;

    private Procedure.Step expectedStep;

    private record Served(Procedure procedure, int maxArgumentBytes) {}

    /** @param limits a procedure may be registered with a limit of its own for the length of its arguments */
    public ServiceSession(RealmParts realm, RealmWork work, RealmOutput output, MetaLimits limits) {
        maxArgumentBytes = limits.maxProcedureArgumentBytes();
        broker = realm.broker();
        dealer = realm.dealer();
        executor = realm.executor();
        Principal principal = new Principal("", RouterRole.ROUTER, "internal", "signalbox");
        session = new RouterSession(ID, principal, ClientFeatures.NONE, new InternalConnection(this::receive), output);
        calls = new OutgoingCalls(session, realm, work, limits.maxServiceCalls());
    }

    /** Returns the calls that this session makes. The result is thread-safe. */
    public ServiceCalls calls() {
        return calls;
    }

    /** Fails all open calls of this session, and every later one. Called once, at the end of the realm. */
    public void realmEnded() {
        calls.realmEnded();
    }

    /**
     * Registers a procedure with any URI, reserved ones included. The caller is always disclosed to the procedure.
     *
     * @throws IllegalStateException if the procedure is registered already
     */
    public void register(String procedure, Procedure implementation) {
        register(procedure, implementation, maxArgumentBytes);
    }

    /** @param maxBytes longest arguments of one call */
    void register(String procedure, Procedure implementation, int maxBytes) {
        registered = 0;
        try {
            dealer.register(session, new Register(++lastRequest, DISCLOSE_CALLER, procedure));
        } catch (ProtocolViolation impossible) {
            throw new IllegalStateException(impossible);
        }
        if (registered == 0) {
            throw new IllegalStateException(procedure + " is registered already");
        }
        Served served = new Served(implementation, maxBytes);
        procedures.put(registered, served);
        byName.put(procedure, served);
    }

    /**
     * Parses the arguments of a call before its permission is checked. Thread-safe.
     *
     * @return the rest of the call, which runs inside the loop; null if this session does not serve the procedure
     */
    public Procedure.Step read(String procedure, Payload payload) {
        Served served = byName.get(procedure);
        return served == null ? null : read(served, payload);
    }

    private static Procedure.Step read(Served served, Payload payload) {
        try {
            if (payload.length() > served.maxArgumentBytes()) {
                throw new ProcedureError(
                        ErrorUri.LIMIT_EXCEEDED,
                        "the arguments have " + payload.length() + " bytes, the limit is " + served.maxArgumentBytes());
            }
            return served.procedure().read(new Arguments(payload));
        } catch (ProcedureError error) {
            return caller -> {
                throw error;
            };
        } catch (RuntimeException failure) {
            return caller -> {
                throw failure;
            };
        }
    }

    /** Sets the step for the call with this payload, which the current task routes next. Two nulls clear the step. */
    public void expect(Payload payload, Procedure.Step step) {
        expected = payload;
        expectedStep = step;
    }

    /** Publishes an event behind the current task, to any topic. The publisher is not disclosed. */
    public void publish(String topic, Payload payload) {
        Publish publish = new Publish(++lastRequest, Map.of(), topic, payload);
        executor.followUp(topic, () -> broker.publish(session, publish, PublishOptions.DEFAULTS, Decision.ALLOWED));
    }

    void followUp(String what, Runnable action) {
        executor.followUp(what, action);
    }

    private void receive(OutboundFrame frame) {
        switch (frame.message()) {
            case Invocation invocation -> {
                Procedure.Step step = expectedStep != null && invocation.payload() == expected
                        ? expectedStep
                        : read(procedures.get(invocation.registration()), invocation.payload());
                executor.followUp("a call to the router", () -> invoke(invocation, step));
            }
            case Registered answer -> registered = answer.registration();
            case Result result -> calls.answered(result);
            case ErrorMessage error -> failed(error);
            // The session awaits no other message.
            default -> {}
        }
    }

    private void failed(ErrorMessage error) {
        if (error.requestType() == MessageType.CALL) {
            calls.failed(error);
        }
    }

    private void invoke(Invocation invocation, Procedure.Step step) {
        try {
            switch (step.run(caller(invocation))) {
                case Answer.Result result -> succeed(invocation.request(), result.payload());
                case Answer.Later later -> answerLater(invocation.request(), later);
            }
        } catch (Throwable failure) {
            fail(invocation.request(), failure);
        }
    }

    private static Caller caller(Invocation invocation) {
        Map<String, Object> details = invocation.details();
        return new Caller((Long) details.get("caller"), (String) details.get("caller_authid"), (String)
                details.get("caller_authrole"));
    }

    private void answerLater(long request, Answer.Later later) {
        later.result()
                .whenComplete((payload, failure) -> executor.submit("an answer of the router", () -> {
                    if (failure == null) {
                        succeed(request, payload);
                    } else {
                        fail(request, failure);
                    }
                }));
    }

    private void succeed(long request, Payload payload) {
        try {
            dealer.yield(session, new Yield(request, Map.of(), payload));
        } catch (ProtocolViolation impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void fail(long request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ProcedureError error) {
            sendError(request, error.uri(), error.getMessage());
        } else {
            LOG.error("a procedure of the router failed", failure);
            sendError(request, INTERNAL_ERROR, "the router failed to carry out this call");
        }
    }

    private void sendError(long request, String error, String text) {
        try {
            dealer.error(
                    session, new ErrorMessage(MessageType.INVOCATION, request, Map.of(), error, Explanation.of(text)));
        } catch (ProtocolViolation impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
