package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.PeerInfo;
import io.signalbox.protocol.connection.SlowConsumerOverride;
import io.signalbox.protocol.connection.WampConnection;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One peer over an end point: what a realm does with it, and how it ends, whatever its framing. */
public final class FramedConnection implements WampConnection {
    private static final Logger LOG = LoggerFactory.getLogger(FramedConnection.class);

    private final PeerInfo peer;
    private final ConnectionContext context;
    private final TransportCounters counters;
    private final EndPoint endPoint;
    private final RoundEndPoint socket;
    private final Lifecycle lifecycle = new Lifecycle();
    private final Outbox outbox;
    private final MessageFormat format;
    private final Framing framing;
    private final Delivery delivery;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final Slowness slowness;
    private final ConnectionTimers timers;
    private final DroppedEvents droppedEvents;
    private final AtomicReference<CloseReason> closing = new AtomicReference<>();
    private final AtomicBoolean failed = new AtomicBoolean();

    private volatile boolean dropsEvents;

    /** Whether it counts as opened: the end point may fail before. */
    private volatile boolean isCounted;

    /**
     * A connection that begins when its end point is upgraded to {@link #jetty}.
     *
     * @param endPoint the socket, or what decrypts it
     * @param executor runs what Jetty does besides
     */
    public FramedConnection(
            EndPoint endPoint,
            Executor executor,
            PeerInfo peer,
            MessageFormat format,
            Framing framing,
            ConnectionContext context) {
        this.peer = peer;
        this.context = context;
        this.endPoint = endPoint;
        socket = RoundEndPoint.below(endPoint);
        ConnectionSettings settings = context.settings();
        ConnectionResources resources = context.resources();
        counters = resources.counters();
        droppedEvents = new DroppedEvents(counters);
        outbox = new Outbox(settings.slowConsumer(), resources.outbound(), new OutboxOwner());
        slowness = new Slowness(this, outbox, counters);
        timers = new ConnectionTimers(this, slowness);
        this.format = format;
        this.framing = framing;
        delivery = new Delivery(this, format);
        reader = new MessageReader(this, framing, delivery, executor);
        writer = new MessageWriter(this, framing, format);
    }

    /** Returns the connection of Jetty to which the end point is to be upgraded. */
    public Connection jetty() {
        return reader.jetty();
    }

    /** Begins; {@code before} was read already. */
    void open(ByteBuffer before) {
        isCounted = true;
        counters.opened.increment();
        context.resources().outbound().enter(outbox);
        context.watch().add(this);
        socket.runInRounds();
        round().submit(() -> reader.begin(before));
    }

    @Override
    public PeerInfo peer() {
        return peer;
    }

    @Override
    public boolean send(OutboundFrame frame) {
        if (dropsEvents && frame.isDroppable()) {
            droppedEvents.increment();
            return false;
        }
        if (frame.heldBytes() > Decoding.MAX_SHORT_BYTES) {
            writer.expectLong();
        }
        return switch (outbox.offer(frame)) {
            case FLUSH_NEEDED -> true;
            case APPENDED, REFUSED -> false;
            case DROPPED -> {
                droppedEvents.increment();
                yield false;
            }
            case DROPPING_BEGINS -> {
                droppedEvents.increment();
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
        writer.flush();
    }

    @Override
    public void close(CloseReason reason) {
        if (!closing.compareAndSet(null, reason)) {
            return;
        }
        // First of all: whatever the rest throws, the watch cuts the connection then.
        timers.closing();
        new AllSteps().then(outbox::refuse).then(this::beginClosing).rethrow();
    }

    private void beginClosing() {
        switch (lifecycle.close()) {
            case NOTHING -> {}
            case WRITE -> flushLater();
            case WRITE_AND_READ_ON ->
                new AllSteps().then(this::readLater).then(this::flushLater).rethrow();
            case END -> end("closed behind a failed write");
        }
    }

    @Override
    public void pauseReading() {
        lifecycle.pause();
    }

    @Override
    public void resumeReading() {
        if (lifecycle.resume()) {
            readLater();
        }
    }

    @Override
    public long backlogBytes() {
        return outbox.pendingBytes() + writer.socket().unfinishedBytes();
    }

    @Override
    public boolean isCongested() {
        return outbox.isCongested();
    }

    @Override
    public void overrideSlowConsumer(SlowConsumerOverride role) {
        outbox.terms(role.over(context.settings().slowConsumer()));
    }

    ConnectionContext context() {
        return context;
    }

    EndPoint endPoint() {
        return endPoint;
    }

    RoundEndPoint socket() {
        return socket;
    }

    SelectRound round() {
        return socket.round();
    }

    Lifecycle lifecycle() {
        return lifecycle;
    }

    Outbox outbox() {
        return outbox;
    }

    Delivery delivery() {
        return delivery;
    }

    MessageReader reader() {
        return reader;
    }

    MessageWriter writer() {
        return writer;
    }

    /** Why the owner has closed; null before. */
    CloseReason closeReason() {
        return closing.get();
    }

    boolean isClosing() {
        return closing.get() != null;
    }

    ConnectionTimers timers() {
        return timers;
    }

    /** Has the reader go on behind a pause or a turn that has ended. */
    void readLater() {
        round().submit(reader::goOn);
    }

    void flushLater() {
        round().submit(writer::flush);
    }

    /** Flushes now on the selector's thread, and there soon on any other. */
    void flushSoon() {
        if (round().isCurrent()) {
            flush();
        } else {
            flushLater();
        }
    }

    /** Flushes with what else this round writes. On the reading thread. */
    void flushInRound() {
        round().batch().touched(this);
        round().flushAtTheEnd();
    }

    /** What the peer sends travels as its format must not. */
    ReadFault wrongKind() {
        return ReadFault.wrongKind(format.serializer().format());
    }

    /** The peer's CLOSE was read. */
    void peerCloses() {
        timers.closing();
        lifecycle.peerClosed();
        finish();
    }

    /** Our CLOSE is written. */
    void closeWritten() {
        lifecycle.closeWritten();
        if (!framing.hasClose()) {
            lifecycle.fault();
        }
        finish();
    }

    /**
     * Ends what both sides have closed. A peer whose CLOSE cannot be read is told by the end of the stream, which it answers
     * with its own: a socket closed with unread bytes in it is reset, and the peer would lose what it has not read yet.
     */
    void finish() {
        if (lifecycle.output() != Lifecycle.Output.CLOSED) {
            return;
        }
        switch (lifecycle.input()) {
            case OPEN -> {}
            case FAULTED -> endOutput();
            case CLOSED -> {
                // Who waits for the peer reads on, up to the end of the stream or the deadline.
                if (!framing.isEndedByPeer()) {
                    round().submit(reader::endIfEmpty);
                }
            }
        }
    }

    private void endOutput() {
        try {
            endPoint.shutdownOutput();
        } catch (Throwable failure) {
            failed("cannot end its output", failure);
            end("cannot be written to");
        }
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

    /** Closes the socket, gives back what the connection holds and announces its end; once. Any thread. */
    void end(String why) {
        delivery.endsBecause(why);
        Lifecycle.End how = lifecycle.end();
        if (how == Lifecycle.End.NOTHING) {
            return;
        }
        new AllSteps()
                .then(endPoint::close)
                .then(socket::close)
                .then(outbox::end)
                .then(droppedEvents::count)
                .then(() -> context.resources().outbound().leave(outbox))
                .then(() -> context.watch().remove(this))
                .then(reader::end)
                .then(delivery::endHolding)
                .then(this::countEnd)
                .then(() -> delivery.end(how))
                .rethrow();
    }

    private void countEnd() {
        if (isCounted) {
            counters.closed.increment();
        }
    }

    /** Looks after the timers. Called by the watch, now and then. */
    void tick(long nowNanos) {
        droppedEvents.count();
        timers.tick(nowNanos);
    }

    /** Ends the connection of a peer that does not answer any more. */
    void cut(String why) {
        context.warnings().warn(PeerWarnings.Kind.CUT, peer, why);
        end(why);
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
