package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.ClientMessage;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.Timers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection's stay in a realm, from an admitted HELLO to the end of its session: WELCOME, requests, GOODBYE, ABORT,
 * loss (spec: Sessions). Confined to the realm's loop, but for its final fields.
 */
final class SessionLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(SessionLifecycle.class);
    private static final Logger ACCESS = LoggerFactory.getLogger("signalbox.access");

    /** How a connection ends whose client has broken a rule of WAMP. */
    static final CloseReason VIOLATION = CloseReason.protocolError("protocol violation");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u2028\u2029]");
    private static final int MAX_LOGGED_LENGTH = 200;

    private enum State {
        JOINING,
        OPEN,
        /** The router has said GOODBYE: nothing is sent any more, and only the answer is awaited. */
        LEAVING,
        ENDED
    }

    private final Realm realm;
    private final InboundGate gate;
    private final RequestIds requestIds;
    private final Arrivals arrivals;
    private final Admission.Admitted admitted;

    /** Null in a realm without contracts until there is a long call to the router. */
    private PayloadInspection inspection;

    /** Set by {@link #join}, which comes before everything else. */
    private RouterSession session;

    private State state = State.JOINING;

    /** Whether it has left for everybody else; it may have to answer GOODBYE still. */
    private boolean departed;

    private boolean leavesSilently;

    /** Set while the answer to a GOODBYE is awaited that only this session was told. */
    private Timers.Timeout goodbyeDeadline;

    SessionLifecycle(Admission.Admitted admitted, InboundGate gate) {
        this.admitted = admitted;
        this.gate = gate;
        realm = admitted.realm();
        requestIds = new RequestIds(realm.requestIdCheck());
        arrivals = new Arrivals(realm.loop());
        inspection = realm.contracts() == null ? null : newInspection();
    }

    Realm realm() {
        return realm;
    }

    private PayloadInspection newInspection() {
        return new PayloadInspection(realm.contracts(), realm.workers());
    }

    /** Parses what it sends; null while there is nothing to parse. For who reads from the connection only. */
    PayloadInspection inspection() {
        return inspection;
    }

    /** The same, made when it is needed. */
    PayloadInspection inspectionOfCalls() {
        if (inspection == null) {
            inspection = newInspection();
        }
        return inspection;
    }

    /** What waits to enter the realm; any thread. */
    Arrivals arrivals() {
        return arrivals;
    }

    RouterSession session() {
        return session;
    }

    RequestIds requestIds() {
        return requestIds;
    }

    /** A step of this lifecycle that is no message; it ends the session when it fails. */
    RealmTask task(String what, Runnable action) {
        return new RealmTask() {
            @Override
            public int run() {
                action.run();
                return 1;
            }

            @Override
            public void failed(Throwable failure) {
                SessionLifecycle.this.failed(what, failure);
            }
        };
    }

    void join() {
        Principal principal = admitted.principal();
        session = new RouterSession(
                realm.sessions().newId(),
                principal,
                admitted.features(),
                gate.connection(),
                realm.output(),
                gate.reading());
        if (realm.contracts() != null) {
            session.holdResultsTo(inspection.results());
        }
        Admission.Refused refused = realm.refusal();
        if (refused != null) {
            session.send(new Abort(Map.of("message", refused.message()), refused.reason(), Payload.EMPTY));
            endAndClose(CloseReason.NORMAL, refused.message());
            return;
        }
        state = State.OPEN;
        gate.connection().overrideSlowConsumer(principal.role().slowConsumer());
        realm.sessions().add(this);
        session.send(new Welcome(session.id(), welcomeDetails(principal)));
        ACCESS.info(
                "join realm={} session={} authid={} authrole={} peer={}",
                realm.name(),
                session.id(),
                principal.authid(),
                principal.role().name(),
                gate.connection().peer().address());
        realm.joined(session);
    }

    private Map<String, Object> welcomeDetails(Principal principal) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("realm", realm.name());
        details.put("authid", principal.authid());
        details.put("authrole", principal.role().name());
        details.put("authmethod", principal.authmethod());
        details.put("authprovider", principal.authprovider());
        details.put("agent", realm.agent());
        details.put("roles", realm.announcedRoles());
        return details;
    }

    /**
     * A message has its turn.
     *
     * @param terms the options of a PUBLISH
     * @param violation how its payload breaks its contract, or null
     * @return its weight in the loop
     */
    int take(InboundMessage inbound) {
        WampMessage message = inbound.message();
        switch (state) {
            case OPEN -> {
                try {
                    return request(message, inbound);
                } catch (ProtocolViolation broken) {
                    violated(broken, VIOLATION);
                }
            }
            case LEAVING -> {
                if (message instanceof Goodbye || message instanceof Abort) {
                    endAndClose(farewell(), "answered GOODBYE");
                }
            }
            // What was on its way when the session ended.
            case JOINING, ENDED -> {}
        }
        return 1;
    }

    private int request(WampMessage message, InboundMessage inbound) throws ProtocolViolation {
        if (message instanceof ClientMessage request) {
            return realm.routing().route(this, request, inbound);
        }
        throw new ProtocolViolation(message.type() + " is sent by routers only");
    }

    /** The client has said GOODBYE. */
    void leave(Goodbye goodbye) {
        session.send(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT));
        end(goodbye.reason());
        gate.sessionLeft();
    }

    /** The client has given up: an ABORT is never answered (checklist A32). */
    void aborted(Abort abort) {
        endAndClose(CloseReason.NORMAL, abort.reason());
    }

    /** The client broke the protocol. */
    void violated(ProtocolViolation violation, CloseReason closing) {
        abort(violation.reason(), violation.getMessage());
        endAndClose(closing, violation.getMessage());
    }

    /** Its client reads too slowly; told ABORT already when it is to be disconnected. */
    void slow(SlowConsumer.Policy applied) {
        if (state != State.OPEN) {
            return;
        }
        realm.counters().slowConsumers++;
        realm.service().publish(SlowSessionEvent.TOPIC, SlowSessionEvent.payload(session, applied));
        if (applied == SlowConsumer.Policy.DISCONNECT) {
            gate.connectionEnds();
            end("too slow");
        }
    }

    /** A message for its client was left out because the client's transport does not take so long a one. */
    void tooLong(WampMessage message) {
        if (state == State.OPEN && !realm.tooLongMessages().leaveOut(session, message)) {
            endAndClose(
                    CloseReason.policy(message.type() + " is longer than this peer takes"),
                    message.type() + " too long");
        }
    }

    /** The client closes the connection. */
    void peerCloses(String why) {
        close(CloseReason.NORMAL);
        end(why);
    }

    /** The connection is gone. */
    void lost(String why) {
        end(why);
    }

    /** One of its tasks threw: a defect of the router, which costs this session only. */
    void failed(String what, Throwable failure) {
        realm.counters().failedTasks++;
        LOG.error("realm={} session={} {} failed; ending the session", realm.name(), sessionId(), what, failure);
        new AllSteps()
                .then(() -> abort(Realm.INTERNAL_ERROR, "the router failed to handle " + what))
                // Even behind the end of the session: the connection may be waiting for what failed.
                .then(() -> close(CloseReason.internalError("internal error")))
                .then(() -> end("internal error"))
                .rethrow();
    }

    /** A part of its end failed, and the rest was done. */
    void endedInPart(Throwable failure) {
        realm.counters().failedTasks++;
        LOG.error("realm={} session={} its end failed in part", realm.name(), sessionId(), failure);
    }

    /** Its id; zero when it failed before it got one. */
    private long sessionId() {
        return session == null ? 0 : session.id();
    }

    private void abort(String reason, String message) {
        if (state == State.OPEN) {
            session.send(new Abort(Map.of("message", message), reason, Payload.EMPTY));
        }
    }

    /**
     * Says GOODBYE for the router; after it nothing is sent and only the answer is awaited (checklist A55).
     *
     * @param silently whether nobody is to hear that it leaves: neither meta events nor testaments come of it
     */
    void sayGoodbye(Goodbye goodbye, boolean silently) {
        if (state != State.OPEN) {
            return;
        }
        leavesSilently = silently;
        session.send(goodbye);
        session.end();
        realm.sessions().ended(session.id());
        state = State.LEAVING;
    }

    /** Waits for the answer to GOODBYE no longer than a client may take for it. */
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

    /** Whether it leaves now; false when it has left before. */
    boolean departs() {
        boolean first = !departed;
        departed = true;
        return first;
    }

    /** Cuts a session that has not answered GOODBYE. */
    void cut() {
        endAndClose(farewell(), "did not answer GOODBYE");
    }

    private CloseReason farewell() {
        return realm.isShuttingDown() ? CloseReason.SHUTDOWN : CloseReason.NORMAL;
    }

    private void endAndClose(CloseReason reason, String why) {
        if (state == State.ENDED) {
            return;
        }
        new AllSteps().then(() -> close(reason)).then(() -> end(why)).rethrow();
    }

    private void close(CloseReason reason) {
        gate.connectionEnds();
        realm.closeAfterwards(gate.connection(), reason);
    }

    /** Whatever a part of it throws, the session leaves every table and gives back its quota. */
    private void end(String why) {
        if (state == State.ENDED) {
            return;
        }
        boolean wasOpen = state != State.JOINING;
        state = State.ENDED;
        AllSteps steps = new AllSteps().then(gate::sessionEnded);
        if (session != null) {
            session.end();
            // A pause must not outlive its session: the connection may get another one.
            steps.then(session::resumeAfterPendingCalls);
        }
        if (goodbyeDeadline != null) {
            steps.then(goodbyeDeadline::cancel);
        }
        if (wasOpen) {
            steps.then(() ->
                            ACCESS.info("leave realm={} session={} why={}", realm.name(), session.id(), printable(why)))
                    .then(() -> realm.gone(this));
        }
        if (steps.failure() != null) {
            endedInPart(steps.failure());
        }
    }

    /** Peers choose some of these texts: they must not forge lines of the log, nor fill it. */
    static String printable(String text) {
        String shortened = text.substring(0, Math.min(text.length(), MAX_LOGGED_LENGTH));
        return CONTROL.matcher(shortened).replaceAll("?");
    }
}
