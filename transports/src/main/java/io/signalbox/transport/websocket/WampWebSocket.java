package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.http.RoundEndPoint;
import io.signalbox.transport.http.SelectRound;
import io.signalbox.transport.outbox.Outbox;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer over WebSocket: what a realm does with it, and how it ends. */
final class WampWebSocket implements WampConnection {
    private static final Logger LOG = LoggerFactory.getLogger(WampWebSocket.class);
    private static final VarHandle DROPPED_EVENTS = droppedEventsHandle();

    private final PeerInfo peer;
    private final Subprotocol subprotocol;
    private final PathContext path;
    private final Serializer serializer;
    private final TransportCounters counters;
    private final RoundEndPoint endPoint;
    private final Outbox outbox;
    private final ReadGate gate = new ReadGate();
    private final PingTimer pings;
    private final Slowness slowness;
    private final AtomicReference<CloseReason> closing = new AtomicReference<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();

    // Set once, before the connection is handed to anyone.
    private CoreSession session;
    private FrameReceiver receiver;
    private FrameSender sender;

    private volatile long closeDeadlineNanos;
    private volatile boolean closeDeadlineSet;

    // Here and not in the outbox: hundreds of slow peers drop every event of a fan-out, and then the time goes into
    // waiting for memory. Events come from one realm, so one thread at a time counts those that are dropped.
    private volatile boolean dropsEvents;
    private volatile long droppedEvents;

    /** Of the dropped events those that are in the node's counter already; guarded by this. */
    private long countedDroppedEvents;

    // Each is set before the other one is looked at.
    private volatile boolean unreadable;
    private volatile boolean closeIsWritten;

    WampWebSocket(PeerInfo peer, Subprotocol subprotocol, PathContext path, RoundEndPoint endPoint) {
        this.peer = peer;
        this.subprotocol = subprotocol;
        this.path = path;
        this.endPoint = endPoint;
        this.serializer = path.resources()
                .serializers()
                .of(subprotocol.format(), path.settings().maxHeadBytes());
        this.counters = path.resources().counters();
        this.outbox =
                new Outbox(path.settings().slowConsumer(), path.resources().outbound(), new OutboxOwner());
        this.slowness = new Slowness(this, outbox, counters);
        this.pings = new PingTimer(path.settings().timing(), System.nanoTime());
    }

    void open(CoreSession opened, FrameReceiver receives) {
        session = opened;
        receiver = receives;
        sender = new FrameSender(this, opened, receives.framing());
        path.resources().outbound().enter(outbox);
        path.watch().add(this);
        counters.opened.increment();
    }

    @Override
    public PeerInfo peer() {
        return peer;
    }

    @Override
    public boolean send(OutboundFrame frame) {
        if (dropsEvents && frame.isDroppable()) {
            eventDropped();
            return false;
        }
        return switch (outbox.offer(frame)) {
            case FLUSH_NEEDED -> true;
            case APPENDED, REFUSED -> false;
            case DROPPED -> {
                eventDropped();
                yield false;
            }
            case DROPPING_BEGINS -> {
                eventDropped();
                slowness.dropsEvents("its backlog came to " + outbox.pendingBytes() + " bytes");
                yield false;
            }
            case OVERFLOW -> {
                counters.tooSlow.increment();
                slowness.disconnects("its backlog came to " + outbox.terms().maxPendingBytes() + " bytes");
                yield false;
            }
        };
    }

    @Override
    public void flush() {
        sender.flush();
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(null, reason)) {
            return;
        }
        // First of all: whatever the rest throws, the watch cuts the connection then.
        cutIfNotClosedInTime();
        new AllSteps()
                .then(outbox::refuse)
                .then(() -> sender.closeBehindBacklog(reason))
                .then(this::readUntilPeerCloses)
                .then(this::flushLater)
                .rethrow();
    }

    /** Only the peer's CLOSE is still waited for, and a pause would keep it unread. */
    private void readUntilPeerCloses() {
        if (gate.open()) {
            receiver.goOnLater();
        }
    }

    @Override
    public void pauseReading() {
        gate.pause();
    }

    @Override
    public void resumeReading() {
        if (gate.resume()) {
            receiver.goOnLater();
        }
    }

    @Override
    public long backlogBytes() {
        return outbox.pendingBytes() + sender.windowBytes();
    }

    @Override
    public boolean isCongested() {
        return outbox.isCongested();
    }

    @Override
    public void overrideSlowConsumer(SlowConsumerOverride role) {
        outbox.terms(role.over(path.settings().slowConsumer()));
    }

    Subprotocol subprotocol() {
        return subprotocol;
    }

    Serializer serializer() {
        return serializer;
    }

    PathContext path() {
        return path;
    }

    SelectRound round() {
        return endPoint.round();
    }

    RoundEndPoint endPoint() {
        return endPoint;
    }

    Outbox outbox() {
        return outbox;
    }

    FrameReceiver receiver() {
        return receiver;
    }

    ReadGate gate() {
        return gate;
    }

    boolean isClosing() {
        return closing.get() != null;
    }

    void heard() {
        pings.heard();
    }

    /** What the peer sends makes no frames any more, its CLOSE included; what else arrives is thrown away. */
    void cannotBeRead() {
        unreadable = true;
        endOutput();
    }

    /** Our CLOSE is on its way. */
    void closeWritten() {
        closeIsWritten = true;
        endOutput();
    }

    /**
     * Ends a connection whose peer's CLOSE would not be understood: behind our CLOSE by the end of the stream, which the
     * peer answers with its own. A socket closed with unread bytes in it is reset, and the peer would lose what it has
     * not read yet.
     */
    private void endOutput() {
        if (unreadable && closeIsWritten) {
            endPoint.shutdownOutput();
        }
    }

    void flushLater() {
        round().submit(sender::flush);
    }

    /** Our own fault: counted and logged, once for each connection, and the peer is told that it was. Never throws. */
    void failed(String what, Throwable failure) {
        AllSteps steps = new AllSteps().then(() -> close(CloseReason.internalError("internal error")));
        if (!failed.compareAndSet(false, true)) {
            return;
        }
        counters.failures.increment();
        LOG.error(
                "listener={} peer={} {}; it is closed",
                peer.listener(),
                peer.address(),
                what,
                AllSteps.first(failure, steps.failure()));
    }

    /** The peer has sent its CLOSE, which Jetty answers when it is told to. */
    void peerCloses(Callback answer) {
        cutIfNotClosedInTime();
        sender.answerClose(answer);
    }

    /** The socket is gone: nothing more will be read or written. */
    void gone(String why) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        new AllSteps()
                .then(outbox::end)
                .then(this::countDroppedEvents)
                .then(() -> path.resources().outbound().leave(outbox))
                .then(() -> path.watch().remove(this))
                .then(counters.closed::increment)
                .then(() -> receiver.end(why))
                .rethrow();
    }

    /** Looks after the timers. Called by the watch, now and then. */
    void tick(long nowNanos) {
        if (droppedEvents > 0) {
            countDroppedEvents();
        }
        if (closeDeadlineSet && nowNanos - closeDeadlineNanos >= 0) {
            counters.closesTimedOut.increment();
            cut();
            return;
        }
        long writeTimeoutMillis = path.settings().timing().writeTimeoutMillis();
        if (writeTimeoutMillis > 0
                && sender.isStuckSince(nowNanos - TimeUnit.MILLISECONDS.toNanos(writeTimeoutMillis))) {
            counters.writesStuck.increment();
            cut("takes nothing for " + writeTimeoutMillis + " ms");
            return;
        }
        slowness.tick(nowNanos);
        switch (pings.tick(nowNanos, gate.isPaused())) {
            case NOTHING -> {}
            case PING -> session.sendFrame(new Frame(OpCode.PING, true, pings.payload(nowNanos)), Callback.NOOP, false);
            case GIVE_UP -> {
                counters.pingsMissed.increment();
                cut("did not answer a PING");
            }
        }
    }

    void abort() {
        session.abort();
    }

    private void cut(String why) {
        path.warnings().warn(PeerWarnings.Kind.CUT, peer, why);
        cut();
    }

    /** Once: its end is noticed only when the selector gets to it, and the next tick may come before. */
    void cut() {
        path.watch().remove(this);
        session.abort();
    }

    private void eventDropped() {
        // An atomic addition would be as dear as the rest of dropping.
        DROPPED_EVENTS.setOpaque(this, (long) DROPPED_EVENTS.getOpaque(this) + 1);
    }

    private synchronized void countDroppedEvents() {
        long dropped = droppedEvents;
        counters.eventsDropped.add(dropped - countedDroppedEvents);
        countedDroppedEvents = dropped;
    }

    private void cutIfNotClosedInTime() {
        closeDeadlineNanos = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(path.settings().timing().closeHandshakeTimeoutMillis());
        closeDeadlineSet = true;
    }

    private static VarHandle droppedEventsHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(WampWebSocket.class, "droppedEvents", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final class OutboxOwner implements Outbox.Owner {
        @Override
        public void evicted() {
            counters.heaviestClosed.increment();
            try {
                slowness.disconnects("its backlog was the heaviest of this node");
            } catch (Throwable failure) {
                // Told while another connection is sent to, whose fault it is not.
                failed("cannot be evicted in good order", failure);
            }
        }

        @Override
        public void dropsEvents(boolean drops) {
            dropsEvents = drops;
        }
    }
}
