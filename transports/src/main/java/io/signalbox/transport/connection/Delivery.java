package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.SelectRound;
import java.util.concurrent.Executor;
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
    private final SelectRound round;
    private final Lifecycle lifecycle;
    private final TransportCounters counters;
    private final boolean failsByDrop;
    private final Executor codecs;

    /** Null until the connection is accepted. */
    private volatile ConnectionListener listener;

    // What is to be delivered: messages, or what comes last.
    private final Decoding messages;
    private ReadFault fault;
    private String peerClose;

    private final HeldBytes held;

    /** Whether the bytes that are to be delivered are charged, because they had to wait. */
    private boolean isHeld;

    private volatile String endReason = "";

    /** Deliveries to whoever accepts the connection. */
    Delivery(FramedConnection connection, MessageFormat format) {
        this.connection = connection;
        this.messages = new Decoding(format);
        this.round = connection.round();
        this.lifecycle = connection.lifecycle();
        this.counters = connection.context().resources().counters();
        this.codecs = connection.context().resources().codecs();
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
        messages.begin(bytes);
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
        while (messages.isPending() || fault != null || peerClose != null) {
            if (round.isTurnOver()) {
                hold();
                connection.readLater();
                return false;
            }
            if (messages.isLong() && !lifecycle.isClosing()) {
                if (isDecodedElsewhere()) {
                    return false;
                }
                continue;
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

    /** Has another thread decode a long message; false if that cannot be, and the message is dropped. */
    private boolean isDecodedElsewhere() {
        if (!lifecycle.decode()) {
            hold();
            return true;
        }
        hold();
        if (!messages.isPending()) {
            lifecycle.decoded();
            return false;
        }
        held.lend();
        try {
            codecs.execute(this::decodeLong);
            return true;
        } catch (Throwable failure) {
            held.returned();
            lifecycle.decoded();
            forget();
            connection.failed("cannot have a message decoded", failure);
            return false;
        }
    }

    /** Runs on a thread for long messages. The connection may end meanwhile, but delivers nothing. */
    private void decodeLong() {
        try {
            if (!lifecycle.isEnded() && !lifecycle.isClosing()) {
                messages.decodeAhead();
            }
            held.returned();
            lifecycle.decoded();
            connection.readLater();
        } catch (Throwable failure) {
            connection.failed("cannot go on behind a long message", failure);
            connection.end("cannot be read");
        }
    }

    /** Charges a message that has to wait to the node, or gives it up where the node has no room for it. */
    private void hold() {
        if (!messages.isPending() || isHeld) {
            return;
        }
        if (held.hold(messages.bytes().length)) {
            isHeld = true;
        } else {
            counters.assemblyRefused.increment();
            connection.reader().inputFaulted();
            messages.drop();
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
        if (!messages.isPending()) {
            deliverLast();
            return;
        }
        WampMessage decoded;
        try {
            decoded = messages.next();
        } catch (ProtocolViolation e) {
            counters.violations.increment();
            fault = messages.fault(e);
            connection.reader().inputFaulted();
            deliverLast();
            return;
        }
        if (decoded != null) {
            deliver(decoded, messages.sizeBytes());
        }
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
        release();
        messages.drop();
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
