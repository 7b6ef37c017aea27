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

/**
 * Connection to one peer over an end point, independent of the framing: sending, closing, and the end.
 *
 * <p>Thread-safe, except where noted.
 */
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

    /** Whether the connection is counted as opened. The end point may fail before. */
    private volatile boolean isCounted;

    /**
     * Creates a connection that begins when its end point is upgraded to {@link #jetty}.
     *
     * @param endPoint the socket, or the decrypted end point of TLS
     * @param executor runs the further callbacks of Jetty
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

    /** Returns this connection as the outcome of an opening. */
    public ClientOpening.Opened<WampConnection> opened() {
        return new ClientOpening.Opened<>(this, jetty(), () -> close(CloseReason.NORMAL));
    }

    /**
     * Begins the connection.
     *
     * @param before bytes that were read together with the handshake
     */
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
        // First, so that the close timeout ends the connection even if a later step throws.
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

    /** Returns the reason for which the owner has closed the connection; null before. */
    CloseReason closeReason() {
        return closing.get();
    }

    boolean isClosing() {
        return closing.get() != null;
    }

    ConnectionTimers timers() {
        return timers;
    }

    /** Has the reader continue after a pause or the end of a turn, on the selector's thread. */
    void readLater() {
        round().submit(reader::goOn);
    }

    void flushLater() {
        round().submit(writer::flush);
    }

    /** Flushes on the selector's thread: now if that is the calling thread, otherwise soon. */
    void flushSoon() {
        if (round().isCurrent()) {
            flush();
        } else {
            flushLater();
        }
    }

    /** Flushes at the end of the round. Called on the selector's thread. */
    void flushInRound() {
        round().batch().touched(this);
        round().flushAtTheEnd();
    }

    /** Returns the fault for a text message in a binary format, or the other way round. */
    ReadFault wrongKind() {
        return ReadFault.wrongKind(format.serializer().format());
    }

    /** Handles the CLOSE of the peer. */
    void peerCloses() {
        timers.closing();
        lifecycle.peerClosed();
        finish();
    }

    /** Handles the end of the write of this side's CLOSE. */
    void closeWritten() {
        lifecycle.closeWritten();
        if (!framing.hasClose()) {
            lifecycle.fault();
        }
        finish();
    }

    /**
     * Ends a connection that both sides have closed. If the CLOSE of the peer cannot be read any more, this method ends only the
     * output, and the peer answers with the end of its stream: a socket that is closed with unread bytes is reset, and the peer
     * would lose the bytes that it has not read yet.
     */
    void finish() {
        if (lifecycle.output() != Lifecycle.Output.CLOSED) {
            return;
        }
        switch (lifecycle.input()) {
            case OPEN -> {}
            case FAULTED -> endOutput();
            case CLOSED -> {
                // Otherwise the connection reads on, up to the end of the stream or the close timeout.
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

    /** Handles a defect of the router: counts and logs it once per connection, and closes the connection. Never throws. */
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

    /** Ends the connection once: closes the socket, releases all memory and announces the end. Thread-safe. */
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

    /** Checks the timers. Called four times a second. */
    void tick(long nowNanos) {
        droppedEvents.count();
        timers.tick(nowNanos);
    }

    /** Logs a warning and ends the connection without CLOSE. */
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
                // The caller sends to another connection, which must not fail for this one.
                failed("cannot be evicted in good order", failure);
            }
        }

        @Override
        public void dropsEvents(boolean drops) {
            dropsEvents = drops;
        }
    }
}
