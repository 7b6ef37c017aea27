package io.signalbox.router.realm;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.protocol.message.Goodbye;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.router.session.ReadControl;
import io.signalbox.router.session.ReadControl.PauseReason;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Connection listener: passes the messages, the violations and the close of one connection to the opening of a session,
 * then to the session, in the order of arrival. One connection may carry several sessions in succession (spec: Session
 * Lifecycle).
 *
 * <p>Thread safety: runs on the transport's threads. {@link #giveBack}, {@link #sessionLeft}, {@link #connectionEnds} and
 * {@link #sessionEnded} are called from the realm's loop, {@link #isAt}, {@link #leaves} and {@link #joins} from any thread.
 */
final class InboundGate implements ConnectionListener {
    private final WampConnection connection;
    private final SessionAcceptor acceptor;
    private final ReadControl reading;
    private final Credit credit;

    /** The recipient of the next message. Null when the connection is closed or closing: all further input is ignored. */
    private final AtomicReference<Recipient> recipient = new AtomicReference<>();

    /** Recipient of a connection's messages: a session, or the opening of a session. */
    sealed interface Recipient permits SessionOpening, SessionLifecycle {}

    InboundGate(WampConnection connection, SessionAcceptor acceptor) {
        this.connection = connection;
        this.acceptor = acceptor;
        credit = new Credit(acceptor.quotas().waiting());
        reading =
                new ReadControl(connection, acceptor.timers(), acceptor.times().maxPauseNanos());
        SessionOpening first = new SessionOpening(this, acceptor, false);
        recipient.set(first);
        first.awaitHello();
    }

    WampConnection connection() {
        return connection;
    }

    ReadControl reading() {
        return reading;
    }

    /** Returns whether the opening is still in progress. */
    boolean isAt(SessionOpening opening) {
        return recipient.get() == opening;
    }

    /** Ends all input of the connection. Returns false if the opening is no longer in progress. */
    boolean leaves(SessionOpening opening) {
        return recipient.compareAndSet(opening, null);
    }

    /**
     * Passes the following messages to a session, which joins its realm.
     *
     * @return false if the opening is no longer in progress
     */
    boolean joins(SessionOpening opening, SessionLifecycle session, FlushBatch flushes) {
        // Precedes the messages that another thread may read from now on.
        session.arrivals().add(session.task("HELLO", session::join));
        boolean joins = recipient.compareAndSet(opening, session);
        if (joins) {
            flushes.beforehand(session.arrivals());
        }
        return joins;
    }

    @Override
    public boolean hasSession() {
        return recipient.get() instanceof SessionLifecycle;
    }

    @Override
    public void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes) {
        Recipient now = recipient.get();
        if (now instanceof SessionLifecycle lifecycle) {
            receive(lifecycle, message, sizeBytes, flushes);
        } else if (now instanceof SessionOpening opening && !opening.take(message, flushes)) {
            onMessage(message, sizeBytes, flushes);
        }
    }

    private void receive(SessionLifecycle lifecycle, WampMessage message, int sizeBytes, FlushBatch flushes) {
        if (message instanceof Goodbye) {
            // The next message may belong to another session, depending on the realm's answer.
            reading.pauseForCertain(PauseReason.GOODBYE);
        }
        deliver(new InboundMessage(lifecycle, message, sizeBytes, lifecycle.inspect(message)), flushes);
    }

    private void deliver(InboundMessage inbound, FlushBatch flushes) {
        if (!entered(inbound.lifecycle(), inbound, flushes)) {
            charge(inbound);
            if (inbound.lifecycle().arrivals().add(inbound)) {
                flushes.beforehand(inbound.lifecycle().arrivals());
            }
            if (!credit.isLeft()) {
                // Entering before the end of the round may free credit and avoid the pause.
                inbound.lifecycle().arrivals().enter(flushes);
                pauseUnlessCreditIsLeft();
            }
        }
    }

    private static void deliver(SessionLifecycle lifecycle, RealmTask task, FlushBatch flushes) {
        if (!entered(lifecycle, task, flushes)) {
            lifecycle.arrivals().add(task);
            flushes.beforehand(lifecycle.arrivals());
        }
    }

    private static boolean entered(SessionLifecycle lifecycle, RealmTask task, FlushBatch flushes) {
        return lifecycle.arrivals().isEmpty() && lifecycle.realm().loop().tryRun(task, flushes);
    }

    /** Charges a message that waits for the realm. Called by the reading thread or from the realm's loop. */
    void charge(InboundMessage inbound) {
        credit.charge(inbound.chargeTo(this));
    }

    /** Called by the reading thread or from the realm's loop. */
    void pauseUnlessCreditIsLeft() {
        if (!credit.isLeft()) {
            reading.pause(PauseReason.CREDIT);
            // Credit that the realm gave back before the pause causes no further resume.
            if (credit.isLeft()) {
                reading.resume(PauseReason.CREDIT);
            }
        }
    }

    /** Gives back the credit of a message. Called from the realm's loop. */
    void giveBack(long keptBytes) {
        if (credit.giveBack(keptBytes) && reading.isPausedFor(PauseReason.CREDIT)) {
            reading.resume(PauseReason.CREDIT);
        }
    }

    @Override
    public void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes) {
        switch (recipient.get()) {
            case null -> {}
            case SessionOpening opening -> {
                if (!opening.violated(violation, closing)) {
                    onViolation(violation, closing, flushes);
                }
            }
            case SessionLifecycle lifecycle ->
                deliver(
                        lifecycle,
                        lifecycle.inOrder("violation", () -> lifecycle.violated(violation, closing)),
                        flushes);
        }
    }

    @Override
    public void onPeerCloses(String why, FlushBatch flushes) {
        switch (recipient.get()) {
            case null -> {}
            case SessionOpening opening -> {
                if (!opening.close(CloseReason.NORMAL)) {
                    onPeerCloses(why, flushes);
                }
            }
            case SessionLifecycle lifecycle ->
                deliver(lifecycle, lifecycle.inOrder("CLOSE", () -> lifecycle.peerCloses(why)), flushes);
        }
    }

    @Override
    public void onSlow(SlowConsumer.Policy applied) {
        if (recipient.get() instanceof SessionLifecycle lifecycle) {
            lifecycle.realm().loop().submit(lifecycle.task("a slow consumer", () -> lifecycle.slow(applied)));
        }
    }

    @Override
    public void onTooLong(WampMessage message) {
        if (recipient.get() instanceof SessionLifecycle lifecycle) {
            lifecycle.realm().loop().submit(lifecycle.task("a message too long", () -> lifecycle.tooLong(message)));
        }
    }

    @Override
    public void onClosed(String why) {
        switch (recipient.getAndSet(null)) {
            case null -> {}
            case SessionOpening opening -> opening.end();
            case SessionLifecycle lifecycle ->
                lifecycle.arrivals().submit(lifecycle.task("close", () -> lifecycle.lost(why)));
        }
    }

    /** Called after the client's GOODBYE: another session may follow on this connection. */
    void sessionLeft(SessionLifecycle left) {
        SessionOpening next = new SessionOpening(this, acceptor, true);
        if (recipient.compareAndSet(left, next)) {
            next.awaitHello();
            reading.resume(PauseReason.GOODBYE);
        }
    }

    /** Called after the end of the session: no other session follows on this connection. */
    void connectionEnds() {
        if (recipient.getAndSet(null) instanceof SessionOpening opening) {
            opening.end();
        }
    }

    /** Gives back the quota. Called once for each session that was counted. */
    void sessionEnded() {
        acceptor.quotas().giveBack();
    }
}
