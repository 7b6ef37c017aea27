package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.SelectRound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decodes the messages of one connection and hands them to its owner: one at a time, in order, and behind them what ends
 * the input, a violation or the peer's CLOSE. The end of the connection comes last.
 *
 * <p>Confined to the rounds of the selector, except where noted.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final FramedConnection connection;
    private final Serializer serializer;
    private final BatchFraming batching;
    private final SelectRound round;
    private final Lifecycle lifecycle;
    private final TransportCounters counters;
    private final boolean failsByDrop;

    /** Null until the connection is accepted. */
    private volatile ConnectionListener listener;

    // What is to be delivered: bytes, and where they are a batch, how far that has been delivered; or what comes last.
    private byte[] message;
    private BatchFraming.Batch batch;
    private ReadFault fault;
    private String peerClose;

    private final HeldBytes held;

    /** Whether the bytes that are to be delivered are charged, because they had to wait. */
    private boolean isHeld;

    private volatile String endReason = "";

    /** Deliveries to whoever accepts the connection. */
    Delivery(FramedConnection connection, MessageFormat format) {
        this.connection = connection;
        this.serializer = format.serializer();
        this.batching = format.batching();
        this.round = connection.round();
        this.lifecycle = connection.lifecycle();
        this.counters = connection.context().resources().counters();
        this.held = new HeldBytes(connection.context().resources().assembly());
        this.failsByDrop = connection.context().settings().failsByDrop();
    }

    /** Finds the owner; false when the connection has ended. */
    boolean accept() {
        if (!lifecycle.enter()) {
            return false;
        }
        try {
            listener = connection.context().resources().acceptor().accept(connection);
        } catch (Throwable failure) {
            connection.failed("cannot be accepted", failure);
        }
        return !leave();
    }

    boolean hasSession() {
        return listener.hasSession();
    }

    /** Leaves a message, or a batch of them, to {@link #deliver}. */
    void message(byte[] bytes) {
        message = bytes;
        batch = batching == null ? null : batching.split(bytes, 0, bytes.length);
    }

    /** Leaves a violation to {@link #deliver}; nothing may follow. */
    void fault(ReadFault why) {
        fault = why;
    }

    /** Leaves the peer's CLOSE to {@link #deliver}; nothing may follow. */
    void peerCloses(String text) {
        peerClose = text;
        endReason = text;
    }

    /** Delivers what is left to it; false when that has to wait, and somebody else has the reader go on. */
    boolean deliver() {
        while (message != null || fault != null || peerClose != null) {
            if (round.isTurnOver()) {
                hold();
                connection.readLater();
                return false;
            }
            if (!lifecycle.enter()) {
                hold();
                return false;
            }
            release();
            try {
                if (lifecycle.isClosing()) {
                    forget();
                } else {
                    deliverNext();
                }
            } catch (Throwable failure) {
                forget();
                connection.failed("cannot take a message", failure);
            }
            if (leave()) {
                return false;
            }
        }
        return true;
    }

    /** Charges a message that has to wait to the node, or gives it up where the node has no room for it. */
    private void hold() {
        if (message == null || isHeld) {
            return;
        }
        if (held.hold(message.length)) {
            isHeld = true;
        } else {
            counters.assemblyRefused.increment();
            connection.reader().inputFaulted();
            message = null;
            fault = ReadFault.nodeFull();
        }
    }

    private void release() {
        if (isHeld) {
            isHeld = false;
            held.release();
        }
    }

    private void deliverNext() {
        byte[] bytes = message;
        if (bytes == null) {
            deliverLast();
            return;
        }
        int sizeBytes = bytes.length;
        WampMessage decoded;
        try {
            if (batch == null) {
                message = null;
                decoded = serializer.decode(bytes, 0, bytes.length);
            } else if (batch.next()) {
                sizeBytes = batch.length();
                decoded = serializer.decode(bytes, batch.offset(), sizeBytes);
            } else {
                message = null;
                return;
            }
        } catch (ProtocolViolation e) {
            message = null;
            counters.violations.increment();
            connection.reader().inputFaulted();
            fault = ReadFault.undecodable(e, bytes, serializer.format().isBinary());
            deliverLast();
            return;
        }
        deliver(decoded, sizeBytes);
    }

    private void deliverLast() {
        deliver(null, 0);
        fault = null;
        peerClose = null;
    }

    /** Outermost on its thread; what it writes to is flushed when the round ends. */
    private void deliver(WampMessage decoded, int sizeBytes) {
        FlushBatch flushes = round.batch();
        try {
            if (decoded != null) {
                listener.onMessage(decoded, sizeBytes, flushes);
            } else if (fault != null && failsByDrop) {
                connection.cut("broke the protocol, and 'fail_by_drop' is on: "
                        + fault.violation().getMessage());
            } else if (fault != null) {
                listener.onViolation(fault.violation(), fault.closing(), flushes);
            } else {
                listener.onPeerCloses(peerClose, flushes);
            }
        } catch (Throwable failure) {
            connection.failed("cannot take a message", failure);
        }
        round.delivered(sizeBytes);
    }

    /** Tells the owner that the peer reads too slowly; any thread. */
    void slow(SlowConsumer.Policy applied) {
        ConnectionListener told = listener;
        if (told != null) {
            told.onSlow(applied);
        }
    }

    /** Tells the owner that a message is longer than the peer takes, and is not sent; any thread. */
    void tooLong(WampMessage unsent) {
        ConnectionListener told = listener;
        if (told != null) {
            told.onTooLong(unsent);
        }
    }

    /** What is announced as the reason of the end, unless there is one. Any thread. */
    void endsBecause(String why) {
        if (endReason.isEmpty()) {
            endReason = why;
        }
    }

    /** Gives back what is charged for a message that waits; it is not delivered any more. Any thread. */
    void endHolding() {
        held.end();
    }

    /** Announces the end, or leaves that to the delivery under way. Any thread. */
    void end(Lifecycle.End how) {
        if (how == Lifecycle.End.ANNOUNCE) {
            announceEnd();
        }
    }

    private boolean leave() {
        boolean isOver = lifecycle.leave();
        if (isOver) {
            announceEnd();
        }
        return isOver;
    }

    private void forget() {
        message = null;
        fault = null;
        peerClose = null;
    }

    private void announceEnd() {
        ConnectionListener told = listener;
        if (told == null) {
            return;
        }
        try {
            told.onClosed(endReason);
        } catch (Throwable failure) {
            LOG.error("peer={} its end was not taken", connection.peer().address(), failure);
        }
    }
}
