package io.signalbox.router.realm;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.TooLongHead;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.options.HelloDetails;
import io.signalbox.router.auth.AuthRequest;
import io.signalbox.router.auth.AuthStep;
import io.signalbox.router.auth.Authenticator;
import io.signalbox.router.realm.Stage.Outcome;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opening of one session: HELLO, CHALLENGE and AUTHENTICATE, until the client joins a realm or is refused (spec: Session
 * Establishment). Each wait has a deadline. The first refusal closes the connection.
 *
 * <p>Thread safety: messages arrive on the reading thread, answers of authenticators on a worker, deadlines on the timer's
 * thread. {@link SessionState} decides which of them takes effect, and {@link InboundGate} whether the connection is still
 * open.
 */
final class SessionOpening implements InboundGate.Recipient {
    private static final Logger LOG = LoggerFactory.getLogger(SessionOpening.class);

    private final InboundGate gate;
    private final SessionAcceptor acceptor;

    /** Whether a session of the same connection has ended before. */
    private final boolean follows;

    private final SessionState state = new SessionState();

    /** Whether the authentication counts against the limit of the node. */
    private final AtomicBoolean counted = new AtomicBoolean();

    /** Deadline of the current wait: for HELLO, for AUTHENTICATE, or for an answer of the authenticator. */
    private volatile Deadline wait;

    // Written by the thread that evaluates a step, and published by the state.
    private AuthRequest request;
    private Authenticator method;
    private Authenticator.Response next;

    SessionOpening(InboundGate gate, SessionAcceptor acceptor, boolean follows) {
        this.gate = gate;
        this.acceptor = acceptor;
        this.follows = follows;
    }

    private WampConnection connection() {
        return gate.connection();
    }

    void awaitHello() {
        long nanos = acceptor.times().helloNanos();
        await(new Deadline(acceptor.timers(), nanos, this::helloIsLate));
    }

    private void helloIsLate() {
        close(
                follows
                        ? CloseReason.NORMAL
                        : CloseReason.policy(
                                "no HELLO within " + acceptor.times().helloMillis() + " ms"));
    }

    /** Sets and starts the deadline of a wait. Returns false if the connection has been closed meanwhile. */
    private boolean await(Deadline deadline) {
        // In this order: a deadline that passes at once may begin the next wait.
        wait = deadline;
        deadline.start();
        boolean open = gate.isAt(this);
        if (!open) {
            deadline.end();
        }
        return open;
    }

    /**
     * Handles a message.
     *
     * @return false if the session has joined meanwhile, and the message belongs to it
     */
    boolean take(WampMessage message, FlushBatch flushes) {
        SessionState.State now = state.get();
        if (now == SessionState.State.AWAITING_HELLO && message instanceof Hello hello) {
            open(hello, flushes);
            return true;
        }
        if (now == SessionState.State.CHALLENGED && message instanceof Authenticate authenticate) {
            authenticate(authenticate, flushes);
            return true;
        }
        if (message.type() == MessageType.ABORT) {
            return close(CloseReason.NORMAL);
        }
        if (message instanceof TooLongHead head) {
            return refuse(new Admission.Refused(ErrorUri.LIMIT_EXCEEDED, head.explanation()), CloseReason.NORMAL);
        }
        return violated(unexpected(now, message.type()), SessionLifecycle.VIOLATION);
    }

    private static ProtocolViolation unexpected(SessionState.State state, MessageType type) {
        return new ProtocolViolation(
                switch (state) {
                    case AWAITING_HELLO -> "a session begins with HELLO, not with " + type;
                    case CHALLENGED -> "CHALLENGE is answered with AUTHENTICATE, not with " + type;
                    case AUTHENTICATING, JOINING, OPEN, LEAVING, ENDED ->
                        type + " before the answer to the last message";
                });
    }

    /** Returns false if the session has joined or ended meanwhile. */
    boolean violated(ProtocolViolation violation, CloseReason closing) {
        return refuse(new Admission.Refused(violation.reason(), violation.getMessage()), closing);
    }

    private void open(Hello hello, FlushBatch flushes) {
        if (!wait.end() || !state.greeted()) {
            return;
        }
        try {
            HelloDetails details = HelloDetails.from(hello.details());
            Admission.Refused refused = acceptor.handshake().refusal(hello);
            if (refused != null) {
                refuse(refused);
                return;
            }
            request = new AuthRequest(
                    acceptor.ids().next(), hello.realm(), details, connection().peer());
            Optional<Authenticator> chosen = acceptor.handshake().choose(request);
            if (chosen.isEmpty()) {
                refuse(acceptor.handshake().noMethod());
                return;
            }
            method = chosen.get();
            proceed(evaluate(() -> method.begin(request)), flushes);
        } catch (ProtocolViolation violation) {
            violated(violation, SessionLifecycle.VIOLATION);
        }
    }

    private void authenticate(Authenticate message, FlushBatch flushes) {
        if (wait.end() && state.answered()) {
            Authenticator.Response response = next;
            next = null;
            proceed(evaluate(() -> response.answer(message.signature(), message.extra())), flushes);
        }
    }

    private AuthStep evaluate(Supplier<AuthStep> evaluation) {
        try {
            return Objects.requireNonNull(evaluation.get(), "the answer is null");
        } catch (Throwable failure) {
            return failed(failure);
        }
    }

    private AuthStep failed(Throwable failure) {
        if (acceptor.authenticatorFails()) {
            LOG.error(
                    "listener={} authmethod={} session={} the authenticator failed; the client is refused",
                    connection().peer().listener(),
                    method.method(),
                    request.session(),
                    failure);
        }
        return authenticationFailed("the authentication method " + method.method() + " failed");
    }

    private static AuthStep authenticationFailed(String message) {
        return new AuthStep.Rejected(ErrorUri.AUTHENTICATION_FAILED, message);
    }

    private void proceed(AuthStep step, FlushBatch flushes) {
        switch (step) {
            case AuthStep.Rejected rejected -> refuse(new Admission.Refused(rejected.reason(), rejected.message()));
            case AuthStep.Challenged challenged -> challenge(challenged, flushes);
            case AuthStep.Delayed delayed -> delay(delayed);
            case AuthStep.Pending pending -> await(pending);
            case AuthStep.Accepted accepted -> {
                switch (acceptor.handshake().admit(request, accepted)) {
                    case Admission.Refused refused -> refuse(refused);
                    case Admission.Admitted admitted -> join(admitted, flushes);
                }
            }
        }
    }

    private void challenge(AuthStep.Challenged challenged, FlushBatch flushes) {
        if (!isCounted()) {
            return;
        }
        next = challenged.next();
        Stage<AuthStep> stage = stage(acceptor.times().authenticateNanos(), this::noAuthenticate);
        // The deadline and the state precede the CHALLENGE, because the answer may arrive before this method
        // ends.
        if (await(stage.deadline()) && state.challenged()) {
            Challenge challenge = new Challenge(method.method(), challenged.extra());
            if (connection().send(OutboundFrame.single(challenge))) {
                flushes.touched(connection());
            }
        }
    }

    private AuthStep noAuthenticate() {
        return authenticationFailed("no AUTHENTICATE within " + acceptor.times().authenticateMillis() + " ms");
    }

    private void delay(AuthStep.Delayed delayed) {
        if (isCounted()) {
            await(stage(delayed.nanos(), () -> evaluate(delayed.next())).deadline());
        }
    }

    private void await(AuthStep.Pending pending) {
        if (!isCounted()) {
            return;
        }
        Stage<AuthStep> stage = stage(acceptor.times().authenticatorNanos(), this::late);
        // The deadline is set before the answer can arrive, because the answer may begin another wait.
        if (await(stage.deadline())) {
            stage.await(pending.later());
        }
    }

    private Stage<AuthStep> stage(long timeoutNanos, Supplier<AuthStep> ifLate) {
        return new Stage<>(
                acceptor.timers(), timeoutNanos, this::runOnWorker, outcome -> proceedLater(outcome, ifLate));
    }

    private void runOnWorker(Runnable task) {
        try {
            acceptor.workers().execute(task);
        } catch (Throwable refusal) {
            // The workers of a node that stops refuse tasks. The client still gets its ABORT.
            task.run();
        }
    }

    /** Continues behind a wait. Runs on a worker. */
    private void proceedLater(Outcome<AuthStep> outcome, Supplier<AuthStep> ifLate) {
        FlushBatch flushes = new FlushBatch();
        AllSteps steps = new AllSteps().then(() -> proceed(step(outcome, ifLate), flushes));
        if (steps.failure() != null) {
            steps.then(() -> close(CloseReason.internalError("internal error")));
        }
        steps.then(flushes::flush);
        if (steps.failure() != null) {
            LOG.error("session={} a step of the authentication failed", request.session(), steps.failure());
        }
    }

    private AuthStep step(Outcome<AuthStep> outcome, Supplier<AuthStep> ifLate) {
        return switch (outcome) {
            case Outcome.Answered<AuthStep> answered -> answered.value();
            case Outcome.Failed<AuthStep> failed -> failed(failed.cause());
            case Outcome.Late<AuthStep> late -> ifLate.get();
        };
    }

    private AuthStep late() {
        if (acceptor.authenticatorFails()) {
            LOG.error(
                    "listener={} authmethod={} session={} the authenticator has not answered within {} ms; the client is"
                            + " refused",
                    connection().peer().listener(),
                    method.method(),
                    request.session(),
                    acceptor.times().authenticatorMillis());
        }
        return authenticationFailed("the authentication method " + method.method() + " did not answer in time");
    }

    /** Counts an authentication that does not end at once. Refuses the client if too many are under way. */
    private boolean isCounted() {
        if (counted.get()) {
            return true;
        }
        if (!acceptor.quotas().authentications().tryTake()) {
            refuse(new Admission.Refused(ErrorUri.LIMIT_EXCEEDED, "the node has reached its limit of authentications"));
            return false;
        }
        counted.set(true);
        boolean open = gate.isAt(this);
        if (!open) {
            release();
        }
        return open;
    }

    private void join(Admission.Admitted admitted, FlushBatch flushes) {
        SessionAcceptor.Quotas quotas = acceptor.quotas();
        String full = quotas.take();
        if (full != null) {
            refuse(new Admission.Refused(
                    ErrorUri.LIMIT_EXCEEDED, "the " + full + " has reached its limit of sessions"));
            return;
        }
        boolean joins = false;
        try {
            joins = state.admitted() && gate.joins(this, new SessionLifecycle(admitted, state, gate), flushes);
        } finally {
            // Once the session has joined, the end of the lifecycle gives back the quota, even if the
            // realm never processes HELLO.
            if (!joins) {
                quotas.giveBack();
            }
        }
        release();
    }

    private void refuse(Admission.Refused refused) {
        refuse(refused, CloseReason.NORMAL);
    }

    /** Sends ABORT and closes. Returns false if the session has joined or ended meanwhile. */
    private boolean refuse(Admission.Refused refused, CloseReason closing) {
        boolean ends = gate.leaves(this);
        if (ends) {
            Abort abort = new Abort(Map.of("message", refused.message()), refused.reason(), Payload.EMPTY);
            new AllSteps()
                    .then(this::end)
                    .then(() -> connection().send(OutboundFrame.single(abort)))
                    .then(() -> connection().close(closing))
                    .rethrow();
        }
        return ends;
    }

    /** Closes without an ABORT. Returns false if the session has joined or ended meanwhile. */
    boolean close(CloseReason reason) {
        boolean ends = gate.leaves(this);
        if (ends) {
            new AllSteps()
                    .then(this::end)
                    .then(() -> connection().close(reason))
                    .rethrow();
        }
        return ends;
    }

    /** Ends the opening of a session that the connection has left. Idempotent. */
    void end() {
        state.ended();
        release();
    }

    private void release() {
        Deadline waiting = wait;
        new AllSteps()
                .then(() -> {
                    if (waiting != null) {
                        waiting.end();
                    }
                })
                .then(() -> {
                    if (counted.getAndSet(false)) {
                        acceptor.quotas().authentications().giveBack();
                    }
                })
                .rethrow();
    }
}
