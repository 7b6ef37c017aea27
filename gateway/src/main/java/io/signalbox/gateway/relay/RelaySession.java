package io.signalbox.gateway.relay;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Session of the gateway: the leg of a client and the leg of its backend. A CLOSE of one peer passes to the other one with its code
 * and its text, and the answer of that one passes back. The first CLOSE starts the close timeout of both legs.
 *
 * <p>Thread-safe.
 */
public final class RelaySession {
    private static final Logger LOG = LoggerFactory.getLogger(RelaySession.class);

    private final RelaySessions sessions;
    private final RelayCounters counters;
    private final RelayTerms terms;
    private final RelayRoute route;
    private final Mediator mediator;
    private final long number;
    private final String id;
    private final Leg client;
    private final Leg backend;
    private final SessionMessages messages;

    /** Cancels the attempt to connect to the backend. */
    private volatile Runnable cancelConnect = () -> {};

    private volatile String serviceUrl = "";

    private final Traffic traffic;

    // Guarded by this.
    private boolean isClosing;
    private long closingNanos;
    private boolean isEnded;

    /** Whether the client goes on without a backend. */
    private boolean isAlone;

    private Runnable afterEnd = () -> {};

    RelaySession(RelaySessions sessions, RelayTerms terms, RelayRoute route, Mediator mediator, long number) {
        this.sessions = sessions;
        this.counters = sessions.counters();
        this.terms = terms;
        this.route = route;
        this.mediator = mediator;
        this.number = number;
        id = "g" + number;
        traffic = new Traffic(terms, counters, nanoTime());
        client = new Leg(Side.CLIENT, this, sessions.keys());
        backend = new Leg(Side.BACKEND, this, sessions.keys());
        messages = new SessionMessages(terms, mediator, client, backend, sessions, this::failed);
    }

    /** Returns the id of the leg of the client. */
    public String id() {
        return id;
    }

    /** Returns the id of the leg of the backend. */
    public String serviceId() {
        return id + "-backend";
    }

    /** Returns the number of the session, which grows with each session. */
    long number() {
        return number;
    }

    public RelayRoute route() {
        return route;
    }

    /** Returns the URL of the backend without user and query; empty before the first attempt to connect. */
    public String serviceUrl() {
        return serviceUrl;
    }

    /** Sets the URL of the backend, for people. */
    public void serviceUrl(String url) {
        serviceUrl = url;
    }

    /** Sets the task that follows the end of the session. Runs the task at once if the session has ended. */
    public void onEnd(Runnable task) {
        synchronized (this) {
            if (!isEnded) {
                afterEnd = task;
                return;
            }
        }
        task.run();
    }

    /** Returns whether both legs are connected, and no CLOSE has been sent. */
    public synchronized boolean isOpen() {
        return !isClosing && !isEnded && client.isConnected() && (isAlone || backend.isConnected());
    }

    /** Returns Jetty's connection to the client, which begins when its end point is upgraded to it. */
    public Connection toClient(EndPoint endPoint, Executor executor) {
        return client.jetty(endPoint, executor);
    }

    /** Returns Jetty's connection to the backend, which begins when its end point is upgraded to it. */
    public Connection toBackend(EndPoint endPoint, Executor executor) {
        return backend.jetty(endPoint, executor);
    }

    /** Sets the task that cancels the attempt to connect to the backend when the client leaves. */
    public void onLeaving(Runnable cancel) {
        cancelConnect = cancel;
        boolean isLate;
        synchronized (this) {
            isLate = isEnded || backend.state().isEnded();
        }
        if (isLate) {
            cancel.run();
        }
    }

    /** Ends the session at once: neither leg gets a CLOSE. */
    public synchronized void abandon() {
        beginClosing(SessionEnd.byNode(new CloseFrame(CloseCode.GOING_AWAY, "")));
        end(client);
        end(backend);
    }

    /** Closes both legs. A backend that is being connected gets no CLOSE. */
    public synchronized void close(int code, String text) {
        CloseFrame why = CloseFrame.shortened(code, text);
        beginClosing(SessionEnd.byNode(why));
        client.writeClose(why.payload());
        backend.writeClose(why.payload());
        endUnconnectedBackend();
    }

    /** Goes on with the client alone, because the mediator answers in place of a backend. */
    public synchronized void beAlone() {
        isAlone = true;
        end(backend);
    }

    /** Returns the messages, for the mediator. */
    public SessionMessages messages() {
        return messages;
    }

    public RelayTerms terms() {
        return terms;
    }

    long nanoTime() {
        return sessions.nanoTime();
    }

    Leg other(Leg leg) {
        return leg == client ? backend : client;
    }

    Traffic traffic() {
        return traffic;
    }

    /** A leg is connected: the idle time begins. */
    void connected(Leg leg) {
        traffic.of(leg.side(), nanoTime());
        LOG.debug("session={} the {} is connected", id, leg.side());
    }

    /** Handles the CLOSE of a peer. */
    synchronized void closed(Leg from, byte[] payload) {
        from.state().closed(payload);
        SessionEnd end = SessionEnd.closed(from.side(), payload);
        if (goesOnWithout(from, end)) {
            from.writeClose(payload);
            return;
        }
        beginClosing(end);
        Leg to = other(from);
        to.writeClose(payload);
        endUnconnectedBackend();
        answerIfAlone(from);
        settle(from);
    }

    synchronized void closeWritten(Leg leg) {
        leg.state().closeWritten();
        endLeftBackend(leg);
        settle(leg);
    }

    private void endLeftBackend(Leg leg) {
        if (isAlone && leg == backend) {
            end(backend);
            answerIfAlone(client);
        }
    }

    /** Handles the end of the stream of a peer. */
    synchronized void lost(Leg leg) {
        boolean hadNoClose = leg.state().input() == LegState.Input.OPEN;
        String text = "The " + leg.side() + " closed the connection without a close frame";
        SessionEnd end = SessionEnd.fault(leg.side(), new CloseFrame(CloseCode.INTERNAL_ERROR, text));
        boolean goesOn = !leg.state().isEnded() && goesOnWithout(leg, end);
        if (!end(leg)) {
            return;
        }
        if (goesOn) {
            answerIfAlone(client);
            return;
        }
        beginClosing(end);
        Leg other = other(leg);
        if (other.state().output() == LegState.Output.OPEN && hadNoClose) {
            counters.lost.increment();
            other.writeClose(received(other, CloseCode.INTERNAL_ERROR, text));
        }
        endUnconnectedBackend();
        answerIfAlone(other);
        settle(other);
    }

    /** Handles a violation of the protocol, or of a limit. */
    synchronized void violated(Leg from, FramingViolation violation) {
        boolean isTooLarge = violation.kind() == CloseReason.Kind.TOO_LARGE;
        (isTooLarge ? counters.tooLarge : counters.violations).increment();
        sessions.warn(this, "the " + from.side() + " sent " + violation.getMessage());
        from.state().faulted();
        int code = isTooLarge ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR;
        String text = "The " + from.side() + (isTooLarge ? " sent a message that is too large" : " broke the protocol");
        CloseFrame why = CloseFrame.shortened(CloseCode.of(violation.kind()), violation.getMessage());
        leave(from, new CloseFrame(code, text), () -> refuse(from, why));
        endUnconnectedBackend();
        settle(from);
    }

    private void refuse(Leg leg, CloseFrame why) {
        if (leg.terms().failsByDrop()) {
            end(leg);
        } else {
            leg.writeClose(why.payload());
        }
    }

    /** Handles a defect of the gateway. Never throws. */
    synchronized void failed(Leg leg, Throwable failure) {
        counters.failures.increment();
        LOG.error("session={} the leg of the {} failed; the session is closed", id, leg.side(), failure);
        close(CloseCode.INTERNAL_ERROR, "internal error");
        end(leg);
    }

    /** Checks the timers. Called four times a second. */
    synchronized void tick(long nowNanos) {
        if (isEnded) {
            return;
        }
        if (isClosing) {
            endIfOverdue(client, nowNanos);
            endIfOverdue(backend, nowNanos);
            return;
        }
        if ((isAlone || backend.isConnected()) && traffic.isIdle(nowNanos, !isAlone)) {
            counters.idle.increment();
            close(CloseCode.NORMAL, "Idle timeout");
            return;
        }
        tick(client, nowNanos);
        tick(backend, nowNanos);
    }

    private void tick(Leg leg, long nowNanos) {
        if (isClosing || !leg.isConnected() || leg.state().isEnded()) {
            return;
        }
        if (leg.isStalled(nowNanos)) {
            counters.stalled.increment();
            sessions.warn(this, "the " + leg.side() + " takes nothing");
            byte[] slow = new CloseFrame(CloseCode.POLICY_VIOLATION, "Too slow").payload();
            CloseFrame told = new CloseFrame(CloseCode.GOING_AWAY, "The " + leg.side() + " is too slow");
            leave(leg, told, () -> {
                leg.writeClose(slow);
                endLeftBackend(leg);
            });
        } else if (leg.isSilent(nowNanos)) {
            counters.pingsMissed.increment();
            sessions.warn(this, "the " + leg.side() + " does not answer a ping");
            CloseFrame told = new CloseFrame(CloseCode.INTERNAL_ERROR, "The " + leg.side() + " does not answer");
            leave(leg, told, () -> end(leg));
        }
    }

    /**
     * Goes on without a leg, or closes the session.
     *
     * @param told what the other side is told
     * @param close closes the leg
     */
    private void leave(Leg leg, CloseFrame told, Runnable close) {
        SessionEnd end = SessionEnd.fault(leg.side(), told);
        boolean goesOn = goesOnWithout(leg, end);
        if (!goesOn) {
            beginClosing(end);
        }
        close.run();
        if (!goesOn) {
            other(leg).writeClose(told.payload());
        }
    }

    /** Returns whether the session goes on without a leg, which is the backend of a session whose mediator wants it. */
    private boolean goesOnWithout(Leg leg, SessionEnd end) {
        if (leg == client) {
            return false;
        }
        isAlone |= !isClosing && mediator.goesOnWithoutBackend(end);
        return isAlone;
    }

    /** A client that is not connected yet gets its CLOSE when it is. */
    private void endUnconnectedBackend() {
        if (!backend.isConnected()) {
            end(backend);
        }
    }

    private void endIfOverdue(Leg leg, long nowNanos) {
        if (!leg.state().isEnded() && leg.isOverdue(nowNanos - closingNanos)) {
            counters.closesTimedOut.increment();
            leg.writeClose(received(leg, CloseCode.INTERNAL_ERROR, "The other side did not close in time"));
            end(leg);
            answerIfAlone(other(leg));
        }
    }

    private void beginClosing(SessionEnd end) {
        if (!isClosing) {
            isClosing = true;
            closingNanos = nanoTime();
            traffic.closing(end);
            messages.discard();
            mediator.closing(end);
        }
    }

    /** Answers a peer that has closed, if no answer of the other peer can come any more. */
    private void answerIfAlone(Leg leg) {
        if (leg.state().input() == LegState.Input.CLOSED && other(leg).state().isEnded()) {
            leg.writeClose(leg.state().received());
        }
    }

    /** Returns the payload of the CLOSE that a peer has sent, or another one if it has sent none. */
    private static byte[] received(Leg leg, int code, String text) {
        byte[] received = leg.state().received();
        return received == null ? CloseFrame.shortened(code, text).payload() : received;
    }

    private void settle(Leg leg) {
        switch (leg.state().next()) {
            case NOTHING -> {}
            case END -> end(leg);
            case END_OUTPUT -> leg.endOutput();
        }
    }

    /** Ends a leg. Returns false if it has ended before. */
    private boolean end(Leg leg) {
        if (!leg.state().end()) {
            return false;
        }
        leg.close();
        if (leg == backend) {
            cancelConnect.run();
        }
        if (!isEnded && client.state().isEnded() && backend.state().isEnded()) {
            isEnded = true;
            afterEnd.run();
            sessions.ended(this);
        }
        return true;
    }
}
