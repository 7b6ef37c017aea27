package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.router.realm.SessionState.State;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.PrintableText;
import io.signalbox.router.session.ResultRules;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session in its realm, from an admitted HELLO to the end: WELCOME, requests, GOODBYE, ABORT, loss of the connection
 * (spec: Session Lifecycle). {@link SessionState} has its states. Confined to the realm's loop, except for the final fields.
 */
final class SessionLifecycle implements InboundGate.Recipient {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLifecycle.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("signalbox.access");

    /** Close reason for a client that violates the protocol. */
    static final CloseReason VIOLATION = CloseReason.protocolError("protocol violation");

    private final Realm realm;
    private final InboundGate gate;
    private final RequestIds requestIds;
    private final Arrivals arrivals;
    private final Admission.Admitted admitted;
    private final SessionState state;
    private final SessionLogin login;

    /** Null if the credentials of the client do not expire. */
    private final CredentialExpiry expiry;

    /** The contract rules for YIELD; null in a realm without contracts. */
    private final ResultRules results;

    /** Null until a message has to wait. */
    private Lane lane;

    /** Set by {@link #join}, which is the first task. */
    private RouterSession session;

    /**
     * Whether the session has left broker, dealer and meta API. The lifecycle may still await the answer to GOODBYE.
     */
    private boolean departed;

    private boolean leavesSilently;

    /** Set while the answer to a GOODBYE that was sent to this session alone is awaited. */
    private Timers.Timeout goodbyeDeadline;

    /** @param state the state machine that has reached {@link State#JOINING} */
    SessionLifecycle(Admission.Admitted admitted, SessionState state, InboundGate gate) {
        this.admitted = admitted;
        this.state = state;
        this.gate = gate;
        login = new SessionLogin(admitted.login(), this);
        realm = admitted.realm();
        requestIds = new RequestIds(realm.requestIdCheck());
        arrivals = new Arrivals(realm.loop());
        expiry = CredentialExpiry.of(this, admitted.expiresMillis());
        results = realm.contracts() == null ? null : new ResultRules(realm.contracts());
    }

    Realm realm() {
        return realm;
    }

    InboundGate gate() {
        return gate;
    }

    /** Begins the inspection of a message's payload. Returns null if there is nothing to inspect. Thread-safe. */
    PayloadInspection inspect(WampMessage message) {
        return realm.inspector().inspect(message, results);
    }

    /** Returns whether a message may proceed now. Otherwise the message waits in the lane. */
    boolean admits(Lane.Entry entry) {
        return lane == null && entry.isReady() || lane().admits(entry);
    }

    /** Returns what the session shares with other sessions of the client. */
    SessionLogin login() {
        return login;
    }

    /** Returns the lane in which messages wait for authorizations and inspections. */
    Lane lane() {
        if (lane == null) {
            lane = new Lane(this, realm.loop(), realm.timers());
        }
        return lane;
    }

    /** Returns the queue of tasks that wait to enter the realm. Thread-safe. */
    Arrivals arrivals() {
        return arrivals;
    }

    RouterSession session() {
        return session;
    }

    /** Returns the state, which is {@link State#JOINING} or a later one. */
    State state() {
        return state.inRealm();
    }

    RequestIds requestIds() {
        return requestIds;
    }

    /** Returns a task that does not wait for the messages in the lane, such as a task of a timer. */
    RealmTask task(String what, Runnable action) {
        return new SessionTask(this, what, false, action);
    }

    /** Returns a task that runs behind the preceding messages of the session. */
    RealmTask inOrder(String what, Runnable action) {
        return new SessionTask(this, what, true, action);
    }

    void join() {
        Principal principal = admitted.principal();
        session = new RouterSession(
                admitted.session(),
                principal,
                admitted.features(),
                gate.connection(),
                realm.output(),
                gate.reading(),
                realm.newTableAccount());
        session.holdResultsTo(results);
        Admission.Refused refused = realm.refusal(session.id());
        if (refused == null) {
            refused = login.refusal();
        }
        if (refused != null) {
            session.send(new Abort(Map.of("message", refused.message()), refused.reason(), Payload.EMPTY));
            endAndClose(CloseReason.NORMAL, refused.message());
            return;
        }
        state.joined();
        gate.connection().overrideSlowConsumer(principal.role().slowConsumer());
        realm.sessions().add(this);
        session.send(new Welcome(session.id(), welcomeDetails(principal)));
        ACCESS.info(
                "join realm={} session={} authid={} authrole={} transport={} peer={}",
                realm.label(),
                session.id(),
                principal.authid(),
                principal.role().name(),
                gate.connection().peer().listener(),
                gate.connection().peer().address());
        realm.joined(session);
        if (expiry != null) {
            expiry.begin();
        }
    }

    private Map<String, Object> welcomeDetails(Principal principal) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("realm", realm.name());
        details.put("authid", principal.authid());
        details.put("authrole", principal.role().name());
        details.put("authmethod", principal.authmethod());
        details.put("authprovider", principal.authprovider());
        if (!principal.authextra().isEmpty()) {
            details.put("authextra", principal.authextra());
        }
        if (session.isLink()) {
            details.put("link", Map.of("node", principal.role().linkNode()));
        }
        details.put("agent", realm.agent());
        details.put("roles", realm.announcedRoles());
        return details;
    }

    /** Answers GOODBYE of the client and ends the session. */
    void leave(Goodbye goodbye) {
        session.send(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT));
        if (goodbye.reason().equals(CloseUri.LOGOUT)) {
            login.ends();
        }
        end(goodbye.reason());
        gate.sessionLeft(this);
    }

    /** Ends the session after the answer to the GOODBYE of the router. */
    void goodbyeAnswered() {
        endAndClose(farewell(), "answered GOODBYE");
    }

    /** Ends the session after an ABORT of the client. ABORT is never answered (spec: ABORT). */
    void aborted(Abort abort) {
        endAndClose(CloseReason.NORMAL, abort.reason());
    }

    /** Sends ABORT after a protocol violation of the client and ends the session. */
    void violated(ProtocolViolation violation, CloseReason closing) {
        abort(violation.reason(), violation.getMessage());
        endAndClose(closing, violation.getMessage());
    }

    /** Handles a slow consumer. If the policy is to disconnect, the connection has sent ABORT already. */
    void slow(SlowConsumer.Policy applied) {
        if (state.inRealm() != State.OPEN) {
            return;
        }
        realm.counters().slowConsumers++;
        realm.service().publish(SlowSessionEvent.TOPIC, SlowSessionEvent.payload(session, applied));
        if (applied == SlowConsumer.Policy.DISCONNECT) {
            gate.connectionEnds();
            end("too slow");
        }
    }

    /** Handles a message that the connection dropped because of the transport's length limit. */
    void tooLong(WampMessage message) {
        if (state.inRealm() == State.OPEN && !realm.tooLongMessages().leaveOut(session, message)) {
            endAndClose(
                    CloseReason.policy(message.type() + " is longer than the peer's transport accepts"),
                    message.type() + " too long");
        }
    }

    /** Ends the session when the client closes the connection. */
    void peerCloses(String why) {
        close(CloseReason.NORMAL);
        end(why);
    }

    /** Ends the session after the loss of the connection. */
    void lost(String why) {
        end(why);
    }

    /** Ends the session after an exception of one of its tasks. Such an exception is a defect of the router. */
    void failed(String what, Throwable failure) {
        realm.counters().failedTasks++;
        LOG.error("realm={} session={} {} failed; ending the session", realm.label(), sessionId(), what, failure);
        new AllSteps()
                .then(() -> abort(Realm.INTERNAL_ERROR, "the router failed to handle " + what))
                // This step follows even after the end of the session, because the connection may wait
                // for the failed task.
                .then(() -> close(CloseReason.internalError("internal error")))
                .then(() -> end("internal error"))
                .rethrow();
    }

    /** Logs a failure of a step of the session's end. The other steps have run. */
    void endedInPart(Throwable failure) {
        realm.counters().failedTasks++;
        LOG.error(
                "realm={} session={} a step of the session's end failed; the other steps have run",
                realm.label(),
                sessionId(),
                failure);
    }

    /** Returns zero if the session failed before it got an id. */
    private long sessionId() {
        return session == null ? 0 : session.id();
    }

    private void abort(String reason, String message) {
        if (state.inRealm() == State.OPEN) {
            session.send(new Abort(Map.of("message", message), reason, Payload.EMPTY));
        }
    }

    /**
     * Sends GOODBYE. The session sends nothing more and awaits the answer (spec: GOODBYE).
     *
     * @param silently whether the session leaves without meta events and testaments
     */
    void sayGoodbye(Goodbye goodbye, boolean silently) {
        if (state.inRealm() != State.OPEN) {
            return;
        }
        leavesSilently = silently;
        session.send(goodbye);
        session.end();
        realm.sessions().ended(session.id());
        state.dismissed();
        abandonWaits();
    }

    private void abandonWaits() {
        if (lane != null) {
            lane.abandon();
        }
    }

    /** Starts the deadline for the answer to GOODBYE. */
    void cutUnlessAnswered() {
        RealmTask deadline = task("GOODBYE deadline", this::cut);
        try {
            goodbyeDeadline =
                    realm.timers().after(Realm.GOODBYE_NANOS, () -> realm.loop().submit(deadline));
        } catch (Throwable failure) {
            deadline.failed(failure);
        }
    }

    boolean leavesSilently() {
        return leavesSilently;
    }

    /** Marks the session as departed. Returns false if it was marked before. */
    boolean departs() {
        boolean first = !departed;
        departed = true;
        return first;
    }

    /** Closes the connection of a session that has not answered GOODBYE. */
    void cut() {
        endAndClose(farewell(), "did not answer GOODBYE");
    }

    private CloseReason farewell() {
        return realm.isShuttingDown() ? CloseReason.SHUTDOWN : CloseReason.NORMAL;
    }

    private void endAndClose(CloseReason reason, String why) {
        if (state.inRealm() == State.ENDED) {
            return;
        }
        new AllSteps().then(() -> close(reason)).then(() -> end(why)).rethrow();
    }

    private void close(CloseReason reason) {
        gate.connectionEnds();
        realm.closeAfterwards(gate.connection(), reason);
    }

    /**
     * Ends the session once. All steps run even if one throws: the session leaves every table and gives back its quota.
     */
    private void end(String why) {
        State before = state.ended();
        if (before == State.ENDED) {
            return;
        }
        AllSteps steps =
                new AllSteps().then(gate::sessionEnded).then(this::abandonWaits).then(login::left);
        if (session != null) {
            session.end();
            // The connection may get another session, which must not inherit the pause.
            steps.then(session::resumeAfterPendingCalls);
        }
        if (goodbyeDeadline != null) {
            steps.then(goodbyeDeadline::cancel);
        }
        if (expiry != null) {
            steps.then(expiry::cancel);
        }
        if (before != State.JOINING) {
            steps.then(() -> ACCESS.info(
                            "leave realm={} session={} why={}", realm.label(), session.id(), PrintableText.of(why)))
                    .then(() -> realm.gone(this));
        }
        if (steps.failure() != null) {
            endedInPart(steps.failure());
        }
    }
}
