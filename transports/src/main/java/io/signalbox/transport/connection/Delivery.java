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
 * Delivery of the messages of one connection to its {@link ConnectionListener}: one message at a time, in order, then the
 * violation or the CLOSE that ends the input. The end of the connection comes last.
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

    /** Null until the acceptor has accepted the connection. */
    private volatile ConnectionListener listener;

    // The messages that wait for delivery, and the fault or CLOSE behind them.
    private final Decoding messages;
    private ReadFault fault;
    private String peerClose;

    private final HeldBytes held;

    /** Whether the bytes of the waiting messages are charged to the node. */
    private boolean isHeld;

    private volatile String endReason = "";

    /** Creates the delivery of a connection that is not accepted yet. */
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

    /** Has the acceptor accept the connection. Returns false if the connection has ended. */
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

    /** Sets the message or the batch that {@link #deliver} delivers next. */
    void message(byte[] bytes) {
        messages.begin(bytes);
    }

    /** Sets the violation that {@link #deliver} delivers last. */
    void fault(ReadFault why) {
        fault = why;
    }

    /** Sets the CLOSE of the peer that {@link #deliver} delivers last. */
    void peerCloses(String text) {
        peerClose = text;
        endReason = text;
    }

    /** Delivers what waits. Returns false if a part has to wait on; {@link MessageReader#goOn} continues then. */
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

    /** Has another thread decode a long message. Returns false if the message had to be dropped instead. */
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

    /** Runs on a codec thread. The connection may end meanwhile, but delivers nothing. */
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

    /** Charges waiting messages to the node, or replaces them by a fault if the node has no room. */
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

    /** Calls the listener. Connections to which the listener sends are flushed when the round ends. */
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

    /** Tells the listener that the peer reads too slowly. Any thread. */
    void slow(SlowConsumer.Policy applied) {
        ConnectionListener told = listener;
        if (told != null) {
            told.onSlow(applied);
        }
    }

    /** Tells the listener that a message is longer than the peer accepts, and is not sent. Any thread. */
    void tooLong(WampMessage unsent) {
        ConnectionListener told = listener;
        if (told != null) {
            told.onTooLong(unsent);
        }
    }

    /** Sets the reason of the end unless there is one. Any thread. */
    void endsBecause(String why) {
        if (endReason.isEmpty()) {
            endReason = why;
        }
    }

    /** Gives back the charge of waiting messages, which are not delivered. Any thread. */
    void endHolding() {
        held.end();
    }

    /** Announces the end unless the current delivery will do that. Any thread. */
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
