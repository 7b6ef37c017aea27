package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.ConnectionListener;
import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WampMessage;
import io.signalbox.transport.TransportCounters;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.eclipse.jetty.websocket.core.exception.CloseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frames in, messages out: one at a time, in order, each asked for when the one before is done with.
 *
 * <p>Jetty calls it from one thread at a time, as a rule the selector's. While reading is paused it asks for nothing,
 * and holds the rest of a batch.
 */
final class FrameReceiver implements FrameHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FrameReceiver.class);

    private final WampWebSocket connection;
    private final Serializer serializer;
    private final TransportCounters counters;
    private final BatchFraming framing;
    private final MessageAssembly assembly;
    private final ReadGate gate;
    private final boolean binary;
    private final int maxMessageBytes;
    private final int maxHandshakeBytes;
    private CoreSession session;
    private PongReply pongs;
    private ConnectionListener listener;

    // A message, and where it is a batch, how far that has been delivered; or why there is none any more.
    private byte[] pending;
    private BatchFraming.Batch batch;
    private ReadFault fault;

    /** What the peer closes with; told once, behind all that it has sent. */
    private String peerClose;

    /** From the peer's CLOSE on there is nothing to be read. */
    private boolean peerClosed;

    /** From its first fault on, nothing of the peer is taken any more. */
    private boolean faulted;

    private volatile String endReason = "";

    FrameReceiver(WampWebSocket connection) {
        this.connection = connection;
        this.serializer = connection.serializer();
        this.counters = connection.path().resources().counters();
        this.gate = connection.gate();
        this.binary = serializer.format().isBinary();
        this.framing = connection.subprotocol().batched() ? new BatchFraming(serializer.format()) : null;
        this.maxMessageBytes = connection.path().settings().maxMessageBytes();
        this.maxHandshakeBytes = connection.path().settings().maxHandshakeMessageBytes();
        this.assembly = new MessageAssembly(connection.path().resources().assembly());
    }

    /** How messages are batched, or null. */
    BatchFraming framing() {
        return framing;
    }

    @Override
    public void onOpen(CoreSession opened, Callback callback) {
        session = opened;
        pongs = new PongReply(opened);
        connection.open(opened, this);
        listener = connection.path().resources().acceptor().accept(connection);
        callback.succeeded();
        readOn();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        connection.heard();
        switch (frame.getOpCode()) {
            case OpCode.TEXT, OpCode.BINARY, OpCode.CONTINUATION -> onData(frame, callback);
            case OpCode.PING -> {
                pongs.answer(frame.getPayload());
                callback.succeeded();
                readOn();
            }
            case OpCode.CLOSE -> onClose(frame, callback);
            default -> {
                callback.succeeded();
                readOn();
            }
        }
    }

    private void onData(Frame frame, Callback callback) {
        byte[] message = null;
        if (faulted || connection.isClosing()) {
            assembly.clear();
        } else if (frame.getOpCode() == (binary ? OpCode.TEXT : OpCode.BINARY)) {
            counters.violations.increment();
            fails(ReadFault.wrongKind(serializer.format().wireName(), binary));
        } else {
            message = assemble(frame);
        }
        // From here on the frame's payload is gone: what is held was copied.
        callback.succeeded();
        if (message != null) {
            pending = message;
            batch = framing == null ? null : framing.split(message, 0, message.length);
        }
        deliverPending();
    }

    /** Jetty answers CLOSE when the callback is done: when the owner has closed and the outbox is empty. */
    private void onClose(Frame frame, Callback callback) {
        peerClosed = true;
        connection.peerCloses(callback);
        if (!faulted) {
            peerClose = text(CloseStatus.getCloseStatus(frame));
            deliverPending();
        }
    }

    private byte[] assemble(Frame frame) {
        int length = frame.getPayloadLength();
        if (frame.isFin() && !assembly.isUnderWay() && isAllowed(length)) {
            byte[] message = new byte[length];
            if (length > 0) {
                frame.getPayload().get(message);
            }
            return message;
        }
        MessageAssembly.Outcome outcome =
                length == 0 ? MessageAssembly.Outcome.TAKEN : assembly.append(frame.getPayload(), allowedBytes());
        return switch (outcome) {
            case TAKEN -> frame.isFin() ? assembly.finish() : null;
            case MESSAGE_TOO_LARGE -> {
                counters.tooLarge.increment();
                fails(
                        listener.hasSession()
                                ? ReadFault.tooLarge(maxMessageBytes)
                                : ReadFault.tooLargeHandshake(maxHandshakeBytes));
                yield null;
            }
            case NODE_FULL -> {
                counters.assemblyRefused.increment();
                fails(ReadFault.nodeFull());
                yield null;
            }
        };
    }

    /** Asks for the session only where it matters. */
    private boolean isAllowed(int length) {
        return length <= maxHandshakeBytes || length <= allowedBytes();
    }

    private int allowedBytes() {
        return listener.hasSession() ? maxMessageBytes : maxHandshakeBytes;
    }

    /** Takes nothing more; the owner is told when its turn has come. */
    private void fails(ReadFault why) {
        faulted = true;
        assembly.clear();
        fault = why;
    }

    /** A frame that breaks RFC 6455: what follows cannot be read. On the reading thread, behind all frames before it. */
    void brokenFrame(CloseException cause) {
        int allowedBytes = connection.path().settings().maxFrameOrMessageBytes();
        if (cause.getStatusCode() == CloseStatus.MESSAGE_TOO_LARGE) {
            counters.tooLarge.increment();
        } else {
            counters.violations.increment();
        }
        connection.cannotBeRead();
        if (!faulted) {
            fails(ReadFault.brokenFrame(cause, allowedBytes));
            deliverPending();
        }
    }

    /** Delivers what is pending, message by message, then asks for the next frame. */
    private void deliverPending() {
        while (pending != null || fault != null || peerClose != null) {
            if (connection.round().isTurnOver()) {
                goOnLater();
                return;
            }
            if (!gate.enter()) {
                return;
            }
            try {
                if (connection.isClosing()) {
                    forgetPending();
                } else {
                    deliverNext();
                }
            } catch (Throwable failure) {
                forgetPending();
                connection.failed("cannot take a message", failure);
            }
            if (gate.leave()) {
                announceEnd();
                return;
            }
        }
        readOn();
    }

    private void deliverNext() {
        byte[] bytes = pending;
        if (bytes == null) {
            deliverEnd();
            return;
        }
        int sizeBytes = bytes.length;
        WampMessage message;
        try {
            if (batch == null) {
                pending = null;
                message = serializer.decode(bytes, 0, bytes.length);
            } else if (batch.next()) {
                sizeBytes = batch.length();
                message = serializer.decode(bytes, batch.offset(), sizeBytes);
            } else {
                pending = null;
                return;
            }
        } catch (ProtocolViolation e) {
            pending = null;
            counters.violations.increment();
            fails(ReadFault.undecodable(e, bytes, binary));
            deliverEnd();
            return;
        }
        deliver(message, sizeBytes);
    }

    /** The last delivery: a fault or the peer's CLOSE. */
    private void deliverEnd() {
        deliver(null, 0);
        fault = null;
        peerClose = null;
    }

    /** Outermost on its thread: in a select round the batch is the round's, elsewhere it is flushed here. */
    private void deliver(WampMessage message, int sizeBytes) {
        boolean inRound = connection.round().isCurrent();
        FlushBatch flushes = inRound ? connection.round().batch() : new FlushBatch();
        try {
            if (message != null) {
                listener.onMessage(message, sizeBytes, flushes);
            } else if (fault != null) {
                listener.onViolation(fault.violation(), fault.closing(), flushes);
            } else {
                listener.onPeerCloses(peerClose, flushes);
            }
        } catch (Throwable failure) {
            connection.failed("cannot take a message", failure);
        }
        if (inRound) {
            connection.round().delivered(sizeBytes);
        } else {
            counters.messagesIn.increment();
            counters.bytesIn.add(sizeBytes);
            flush(flushes);
        }
    }

    /** What it throws is the fault of another connection, which is closed for it. */
    private static void flush(FlushBatch flushes) {
        try {
            flushes.flush();
        } catch (Throwable failure) {
            LOG.error("a connection cannot be flushed and is closed", failure);
        }
    }

    private void readOn() {
        if (connection.round().isTurnOver()) {
            goOnLater();
        } else if (!peerClosed && gate.mayRead()) {
            session.demand();
        }
    }

    /** Goes on behind a pause or a turn that has ended, on the selector's thread. */
    void goOnLater() {
        connection.round().submit(this::deliverPending);
    }

    /** Tells the owner that the peer reads too slowly; any thread. */
    void slow(SlowConsumer.Policy applied) {
        if (listener != null) {
            listener.onSlow(applied);
        }
    }

    /** The end of the connection, behind the delivery that may be under way. */
    void end(String why) {
        endReason = why;
        if (gate.close()) {
            announceEnd();
        }
    }

    private void forgetPending() {
        pending = null;
        fault = null;
        peerClose = null;
    }

    private void announceEnd() {
        forgetPending();
        assembly.end();
        if (listener != null) {
            try {
                listener.onClosed(endReason);
            } catch (Throwable failure) {
                LOG.error("peer={} its end was not taken", connection.peer().address(), failure);
            }
        }
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        LOG.debug("peer={} {}", connection.peer().address(), cause.toString());
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        connection.gone(text(status));
        callback.succeeded();
    }

    private static String text(CloseStatus status) {
        return status.getReason() == null ? "code " + status.getCode() : status.getCode() + " " + status.getReason();
    }
}
