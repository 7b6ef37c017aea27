package io.signalbox.client;

import io.signalbox.client.auth.AuthenticationFailure;
import io.signalbox.client.auth.Login;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Abort;
import io.signalbox.protocol.message.Authenticate;
import io.signalbox.protocol.message.Challenge;
import io.signalbox.protocol.message.CloseUri;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.Hello;
import io.signalbox.protocol.message.Interrupt;
import io.signalbox.protocol.message.Invocation;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Registered;
import io.signalbox.protocol.message.Result;
import io.signalbox.protocol.message.RouterMessage;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unregistered;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.protocol.message.Welcome;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client, and the session on it.
 *
 * <pre>
 * GREETING -- CHALLENGE --> ANSWERING -- AUTHENTICATE --> GREETING
 *     |
 *     +------ WELCOME ----> CHECKING --- the proof of the router is right --> JOINED -- close --> LEAVING
 *
 * ENDED   from every state: ABORT, GOODBYE, a violation, a deadline, the end of the connection
 * </pre>
 *
 * <p>Thread-safe.
 */
final class RouterConnection implements ConnectionListener {
    private static final Logger LOG = LoggerFactory.getLogger(RouterConnection.class);

    private enum Phase {
        GREETING,
        ANSWERING,
        CHECKING,
        JOINED,
        LEAVING,
        ENDED
    }

    private final ClientLifecycle owner;
    private final WampConnection connection;
    private final Requests requests;
    private final Invocations invocations;
    private final Subscriptions subscriptions;
    private final Registrations registrations;

    // Guarded by this.
    private Phase phase = Phase.GREETING;
    private ScheduledFuture<?> deadline;

    /** Set when the transport gives the router up, because the router reads too slowly. */
    private volatile WampException slowness;

    /** Confined to one virtual thread at a time: GREETING, ANSWERING and CHECKING follow each other. */
    private volatile Login login;

    RouterConnection(
            ClientLifecycle owner,
            WampConnection connection,
            Flusher flusher,
            Subscriptions subscriptions,
            Registrations registrations) {
        this.owner = owner;
        this.connection = connection;
        this.subscriptions = subscriptions;
        this.registrations = registrations;
        requests = new Requests(connection, flusher, owner.context().limits());
        invocations = new Invocations(
                owner.context(), registrations, requests, connection.peer().format());
    }

    WampConnection connection() {
        return connection;
    }

    Requests requests() {
        return requests;
    }

    /** Sends HELLO. Runs on a virtual thread, because a login may read files. */
    void greet() {
        ClientSettings settings = owner.settings();
        long timeoutMillis = settings.joinTimeout().toMillis();
        synchronized (this) {
            deadline = owner.context()
                    .timer()
                    .schedule(() -> end(joinTimeout(timeoutMillis)), timeoutMillis, TimeUnit.MILLISECONDS);
        }
        try {
            login = settings.authentications().begin(connection.peer().tls());
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("roles", AnnouncedRoles.dict());
            details.put("agent", settings.agent());
            settings.authrole().ifPresent(role -> details.put("authrole", role));
            details.putAll(login.helloDetails());
            requests.sendReply(new Hello(Optional.of(settings.realm()), details));
        } catch (Throwable failure) {
            failLogin(failure);
        }
    }

    private synchronized WampException joinTimeout(long millis) {
        String what = phase == Phase.JOINED
                ? " does not answer the requests for the subscriptions and registrations"
                : " does not let the client join";
        return WampException.local(ErrorUri.TIMEOUT, owner.address() + what + " within " + millis + " ms", null);
    }

    /** Leaves with ABORT, because this side cannot log in or does not trust the router. */
    private void failLogin(Throwable failure) {
        String uri =
                failure instanceof AuthenticationFailure ? ErrorUri.AUTHENTICATION_FAILED : WampException.RUNTIME_ERROR;
        abort(
                uri,
                "the client does not log in",
                WampException.local(uri, owner.address() + ": " + failure.getMessage(), failure));
    }

    private void abort(String uri, String told, WampException why) {
        end(why, CloseReason.NORMAL, Optional.of(new Abort(Map.of("message", told), uri, Payload.EMPTY)));
    }

    @Override
    public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
        if (owner.settings().receiver().onMessage(message, flushes)) {
            return;
        }
        switch (message) {
            case Result m -> answered(m.request(), m);
            case Event m -> subscriptions.event(m);
            case Invocation m -> invocations.invoked(m, flushes);
            case ErrorMessage m -> failed(m);
            case Interrupt m -> invocations.interrupted(m);
            case Published m -> answered(m.request(), m);
            case Subscribed m -> answered(m.request(), m);
            case Registered m -> answered(m.request(), m);
            case Unsubscribed m -> {
                if (m.request() == 0) {
                    subscriptions.revoked(m);
                } else {
                    answered(m.request(), m);
                }
            }
            case Unregistered m -> {
                if (m.request() == 0) {
                    registrations.revoked(m);
                } else {
                    answered(m.request(), m);
                }
            }
            case Challenge m -> challenged(m);
            case Welcome m -> welcomed(m);
            case Goodbye m -> goodbye(m, flushes);
            case Abort m -> aborted(m);
            default -> unexpected(message);
        }
    }

    private void answered(long request, RouterMessage answer) {
        PendingRequest pending = requests.find(request);
        if (pending == null) {
            // Canceled, for example.
            return;
        }
        if (!pending.isAnswer(answer)) {
            unexpected(answer);
        } else if (!pending.isLast(answer) || requests.forget(request)) {
            pending.answered(answer);
        }
    }

    private void failed(ErrorMessage message) {
        PendingRequest pending = requests.find(message.request());
        if (pending != null && requests.forget(message.request())) {
            ReceivedPayload payload = owner.context().received(message.payload());
            pending.failed(WampException.received(message.error(), payload.arguments()));
        }
    }

    private void unexpected(WampMessage message) {
        violation("the router sent " + message.type() + ", which the client did not expect");
    }

    private void violation(String text) {
        abort(
                ErrorUri.PROTOCOL_VIOLATION,
                text,
                WampException.local(ErrorUri.PROTOCOL_VIOLATION, owner.address() + ": " + text, null));
    }

    private void challenged(Challenge challenge) {
        if (!change(Phase.GREETING, Phase.ANSWERING)) {
            unexpected(challenge);
            return;
        }
        owner.context().executor().execute(() -> {
            try {
                var answer = login.answer(challenge);
                if (change(Phase.ANSWERING, Phase.GREETING)) {
                    requests.sendReply(answer);
                }
            } catch (Throwable failure) {
                failLogin(failure);
            }
        });
    }

    private void welcomed(Welcome welcome) {
        if (!change(Phase.GREETING, Phase.CHECKING)) {
            unexpected(welcome);
            return;
        }
        owner.context().executor().execute(() -> {
            try {
                login.check(welcome);
            } catch (Throwable failure) {
                failLogin(failure);
                return;
            }
            if (change(Phase.CHECKING, Phase.JOINED)) {
                owner.welcomed(this, welcome);
            }
        });
    }

    private synchronized boolean change(Phase from, Phase to) {
        boolean isFrom = phase == from;
        phase = isFrom ? to : phase;
        return isFrom;
    }

    /**
     * Ends the time to join, because the router has answered the requests for the subscriptions and registrations. Returns whether the
     * session lasts.
     */
    synchronized boolean restored() {
        boolean isJoined = phase == Phase.JOINED;
        if (isJoined) {
            deadline.cancel(false);
        }
        return isJoined;
    }

    private void goodbye(Goodbye message, FlushBatch flushes) {
        boolean isAnswer;
        synchronized (this) {
            isAnswer = phase == Phase.LEAVING;
        }
        if (!isAnswer) {
            requests.sendReply(new Goodbye(Map.of(), CloseUri.GOODBYE_AND_OUT), flushes);
        }
        end(WampException.local(
                message.reason(), owner.address() + " has ended the session" + text(message.details()), null));
    }

    private void aborted(Abort message) {
        boolean wasJoined;
        synchronized (this) {
            wasJoined = phase == Phase.JOINED || phase == Phase.LEAVING;
        }
        String what = wasJoined
                ? " has aborted the session"
                : " does not let the client join the realm '" + owner.settings().realm() + "'";
        end(WampException.local(message.reason(), owner.address() + what + text(message.details()), null));
    }

    /** Returns the explanation in the details of GOODBYE or ABORT. */
    private static String text(Map<String, Object> details) {
        return new Details(details).text("message").map(text -> ": " + text).orElse("");
    }

    @Override
    public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
        requests.sendReply(
                new Abort(Map.of("message", violation.getMessage()), violation.reason(), Payload.EMPTY), flushes);
        String text = owner.address() + " has broken the protocol: " + violation.getMessage();
        end(WampException.local(violation.reason(), text, violation), closing, Optional.empty());
    }

    @Override
    public void onPeerCloses(String why, FlushBatch flushes) {
        end(lost(why));
    }

    private WampException lost(String why) {
        return WampException.local(
                WampException.CONNECTION_LOST, "the connection to " + owner.address() + " is lost: " + why, null);
    }

    @Override
    public void onSlow(SlowConsumer.Policy applied) {
        WampException why = lost("the router reads too slowly");
        slowness = why;
        // Not here: the sending thread may hold the lock of the order of requests, and the end takes further locks.
        owner.context().executor().execute(() -> end(why));
    }

    @Override
    public void onTooLong(WampMessage message) {
        String explanation = "the " + message.type() + " is longer than the router accepts";
        LOG.warn("router={} {}, and was not sent", owner.address(), explanation);
        WampException failure = WampException.local(ErrorUri.PAYLOAD_SIZE_EXCEEDED, explanation, null);
        switch (message) {
            case Hello hello -> end(failure);
            case Authenticate authenticate -> end(failure);
            default -> {
                requests.tooLong(message, failure);
                invocations.tooLong(message, explanation);
                owner.settings().receiver().onTooLong(message);
            }
        }
    }

    @Override
    public void onClosed(String why) {
        WampException known = slowness;
        end(known == null ? lost(why) : known);
        owner.closed();
    }

    private void end(WampException why) {
        end(why, CloseReason.NORMAL, Optional.empty());
    }

    /**
     * Ends the session for a reason, and closes the connection. Pending requests fail at once, also if the router does not close
     * its side. No effect if the session has ended.
     *
     * @param last is sent when the reason is known: the router may answer it by closing the connection, which is no reason
     */
    private void end(WampException why, CloseReason closing, Optional<Abort> last) {
        synchronized (this) {
            if (phase == Phase.ENDED) {
                return;
            }
            phase = Phase.ENDED;
            if (deadline != null) {
                deadline.cancel(false);
            }
        }
        last.ifPresent(requests::sendReply);
        connection.close(closing);
        owner.leaves(this);
        requests.end(why);
        invocations.end(why);
        subscriptions.sessionEnded();
        registrations.sessionEnded();
        owner.ended(this, why);
    }

    /** Leaves the realm. The connection ends when the router has answered, or after the timeout. */
    void leave(String reason, Map<String, Object> details) {
        if (!beginLeave()) {
            end(WampException.local(WampException.NOT_CONNECTED, "the client is closed", null));
            return;
        }
        // Last: the answer of a router in this process may end the timer at once.
        requests.sendReply(new Goodbye(details, reason));
    }

    /** Replaces the time to join, which may still run, by the time to close. Returns whether there is a session to leave. */
    private synchronized boolean beginLeave() {
        boolean isLeaving = change(Phase.JOINED, Phase.LEAVING);
        if (isLeaving) {
            long timeoutMillis = owner.settings().closeTimeout().toMillis();
            deadline.cancel(false);
            deadline = owner.context()
                    .timer()
                    .schedule(() -> end(lost("no answer to GOODBYE")), timeoutMillis, TimeUnit.MILLISECONDS);
        }
        return isLeaving;
    }
}
