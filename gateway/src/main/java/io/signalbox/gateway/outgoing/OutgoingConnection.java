package io.signalbox.gateway.outgoing;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.SocketClose.Cause;
import io.signalbox.gateway.relay.Utf8Check;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.ClientOpening;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.connection.MessageAssembly;
import io.signalbox.transport.connection.PingTimer;
import io.signalbox.transport.io.RoundInput;
import io.signalbox.transport.websocket.CloseCode;
import io.signalbox.transport.websocket.CloseFrame;
import io.signalbox.transport.websocket.FrameReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;

/**
 * One connection of an outgoing socket, from the end of its handshake to the end of its stream: assembles messages, answers PING and
 * CLOSE, and checks the timers.
 *
 * <pre>
 * OPEN -- CLOSE of this side --> CLOSING --+
 *   |                                      +-- CLOSE of the peer --> CLOSED --+-- end of the stream, close timeout --> ENDED
 *   +-- CLOSE of the peer -----------------+                                  |
 *   +-- a broken frame, or one beyond a limit --> FAULTED --------------------+   further bytes are dropped
 *   +-- a write fails --> BROKEN ---------------------------------------------+   the last messages may be unread
 * </pre>
 *
 * <p>Thread safety: confined to the rounds of its selector, except where noted.
 */
final class OutgoingConnection implements OpenConnection, RoundInput.Receiver, SocketOutput.Owner {

    /** Owner of a connection. The methods are called in the rounds, and must not block. */
    interface Owner {
        void received(OutgoingConnection connection, WebSocketMessage message);

        void messagesWritten(int messages);

        /** The connection carries no further message. Called once. */
        void over(OutgoingConnection connection, SocketClose close);

        /** The connection has ended. Called once, after {@link #over}. */
        void ended(OutgoingConnection connection);

        /** A defect of this side has ended the connection. */
        void failed(Throwable failure);
    }

    private enum State {
        OPEN,
        BROKEN,
        CLOSING,
        CLOSED,
        FAULTED,
        ENDED
    }

    private final Owner owner;
    private final OutgoingSettings settings;
    private final String subprotocol;
    private final RoundInput input;
    private final SocketOutput output;
    private final FrameReader frames;
    private final MessageAssembly assembly;
    private final Utf8Check text = new Utf8Check();
    private final PingTimer pings;

    private volatile State state = State.OPEN;

    /** Why the connection is over; null while it is open. */
    private SocketClose close;

    private boolean isOver;
    private volatile boolean isHeld;
    private volatile long trafficNanos = System.nanoTime();

    /** Set before the state leaves OPEN. */
    private volatile long deadlineNanos;

    /** @param executor runs the further callbacks of Jetty */
    OutgoingConnection(
            EndPoint endPoint,
            Executor executor,
            String subprotocol,
            OutgoingSettings settings,
            SocketOutbox outbox,
            MessageAssembly assembly,
            Owner owner) {
        this.owner = owner;
        this.settings = settings;
        this.subprotocol = subprotocol;
        this.assembly = assembly;
        frames = new FrameReader(false, settings.maxMessageBytes());
        pings = new PingTimer(settings.timing(), System.nanoTime());
        input = new RoundInput(endPoint, executor, this);
        output = new SocketOutput(this, outbox, endPoint);
    }

    ClientOpening.Opened<OutgoingConnection> opened(Runnable abandon) {
        return new ClientOpening.Opened<>(this, input, abandon);
    }

    @Override
    public String subprotocol() {
        return subprotocol;
    }

    /** Begins to read and to write. Thread-safe. */
    void begin() {
        input.resume();
        output.iterate();
    }

    /** Writes the messages of the outbox. Thread-safe. */
    void flush() {
        output.iterate();
    }

    /** Delivers no further message, except one that is being delivered. Thread-safe. */
    void pause() {
        isHeld = true;
    }

    /** Thread-safe. */
    void resume() {
        isHeld = false;
        input.resume();
    }

    /** Takes the connection off the outbox. Returns the messages that are not written as a whole. Thread-safe. */
    List<WebSocketMessage> detach() {
        return output.detach();
    }

    /** Writes what the outbox has, then CLOSE. Thread-safe. */
    void close(int code, String reason) {
        input.round().submit(() -> closeNow(new SocketClose(code, reason, Cause.STOP)));
    }

    /** Writes CLOSE. The connection is reported as over, although its owner goes on. */
    @Override
    public void leave(int code, String reason) {
        input.round().submit(() -> closeItself(code, reason));
    }

    /** Ends the connection at once, without CLOSE. Thread-safe. */
    void abandon() {
        input.getEndPoint().close();
    }

    private void closeNow(SocketClose with) {
        if (state == State.BROKEN) {
            close = with;
            end();
            return;
        }
        if (state != State.OPEN) {
            return;
        }
        close = with;
        leaveOpen(State.CLOSING);
        output.close(CloseFrame.shortened(with.code(), with.reason()).payload());
        // A connection that is paused would not see the CLOSE of the peer.
        input.resume();
    }

    private void leaveOpen(State next) {
        deadlineNanos = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(settings.timing().closeHandshakeTimeoutMillis());
        state = next;
    }

    /** Ends a connection that this side cannot go on with. Its further bytes are dropped. */
    private void fault(int code, String reason) {
        close = new SocketClose(code, reason, Cause.SERVER);
        leaveOpen(State.FAULTED);
        over();
        output.close(CloseFrame.shortened(code, reason).payload());
    }

    private void over() {
        if (!isOver) {
            isOver = true;
            assembly.end();
            owner.over(this, close);
        }
    }

    private void end() {
        if (state == State.ENDED) {
            return;
        }
        if (close == null) {
            close = new SocketClose(SocketClose.WITHOUT_CLOSE, "", Cause.SERVER);
        }
        state = State.ENDED;
        input.getEndPoint().close();
        over();
        owner.ended(this);
    }

    /** Checks the timers. Called by the timer's thread, four times a second. */
    void tick(long nowNanos) {
        switch (state) {
            case OPEN -> {
                String why = expired(nowNanos);
                if (why != null) {
                    input.round().submit(() -> expire(why));
                }
            }
            case BROKEN, CLOSING, CLOSED, FAULTED -> {
                if (nowNanos - deadlineNanos >= 0) {
                    input.round().submit(this::end);
                }
            }
            case ENDED -> {}
        }
    }

    /** Returns the reason why the peer is given up, or null. */
    private String expired(long nowNanos) {
        long writeMillis = settings.timing().writeTimeoutMillis();
        if (writeMillis > 0 && output.isStuckSince(nowNanos - TimeUnit.MILLISECONDS.toNanos(writeMillis))) {
            return "The server takes nothing";
        }
        long idleMillis = settings.idleTimeoutMillis();
        if (idleMillis > 0 && nowNanos - trafficNanos >= TimeUnit.MILLISECONDS.toNanos(idleMillis)) {
            input.round().submit(() -> closeItself(CloseCode.NORMAL, "Idle timeout"));
            return null;
        }
        return switch (pings.tick(nowNanos, input.isPaused())) {
            case NOTHING -> null;
            case PING -> {
                output.ping(pings.payload(nowNanos));
                yield null;
            }
            case GIVE_UP -> "The server does not answer a ping";
        };
    }

    /** Ends the connection from this side, although its owner goes on. */
    private void closeItself(int code, String reason) {
        if (state == State.OPEN) {
            close = new SocketClose(code, reason, Cause.RECONNECT);
            leaveOpen(State.CLOSING);
            over();
            output.close(CloseFrame.shortened(code, reason).payload());
            // A connection that is paused would not see the CLOSE of the peer.
            input.resume();
        }
    }

    private void expire(String why) {
        if (state == State.OPEN) {
            close = new SocketClose(SocketClose.WITHOUT_CLOSE, why, Cause.SERVER);
            end();
        }
    }

    @Override
    public void opened(RoundInput opened) {
        trafficNanos = System.nanoTime();
    }

    @Override
    public boolean take(ByteBuffer in) {
        if (in.hasRemaining()) {
            pings.heard();
        }
        try {
            while (in.hasRemaining() && isReading()) {
                // In front of each message: a resume that belongs to an earlier pause may have called this method.
                if (isHeld && isDelivering()) {
                    return false;
                }
                takeNext(in);
            }
        } catch (FramingViolation violation) {
            fault(CloseCode.of(violation.kind()), violation.getMessage());
        }
        in.position(in.limit());
        return true;
    }

    private boolean isReading() {
        return isDelivering() || state == State.CLOSING;
    }

    private boolean isDelivering() {
        return state == State.OPEN || state == State.BROKEN;
    }

    private void takeNext(ByteBuffer in) throws FramingViolation {
        switch (frames.next(in)) {
            case NOTHING -> {}
            case PIECE -> takePiece(in);
            case PING -> output.pong(frames.controlPayload());
            case PONG -> pings.ponged();
            case CLOSE -> peerCloses(frames.controlPayload());
        }
    }

    private void takePiece(ByteBuffer in) throws FramingViolation {
        if (!isDelivering()) {
            frames.skipPiece(in);
            return;
        }
        boolean isBinary = frames.messageOpcode() == FrameReader.BINARY;
        boolean isEnd = frames.endsMessage();
        if (!isBinary) {
            checkText(in, isEnd);
        }
        switch (assembly.append(frames, in, settings.maxMessageBytes())) {
            case TAKEN -> {
                if (isEnd) {
                    trafficNanos = System.nanoTime();
                    owner.received(this, new WebSocketMessage(isBinary, assembly.finish()));
                }
            }
            case MESSAGE_TOO_LARGE ->
                throw new FramingViolation(
                        CloseReason.Kind.TOO_LARGE,
                        "more than " + settings.maxMessageBytes() + " bytes in one message");
            case NODE_FULL -> fault(CloseCode.TRY_AGAIN_LATER, "no memory left for the message");
        }
    }

    private void checkText(ByteBuffer in, boolean isEnd) throws FramingViolation {
        if (frames.isFirstFrame() && frames.piecePosition() == 0) {
            text.begin();
        }
        boolean isValid = text.accepts(in, in.position(), frames.pieceBytes(), frames.pieceKey());
        if (!isValid || isEnd && !text.isComplete()) {
            throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a text that is not valid UTF-8");
        }
    }

    private void peerCloses(byte[] payload) throws FramingViolation {
        CloseFrame frame = CloseFrame.parse(payload);
        if (close == null) {
            close = new SocketClose(frame.code(), frame.text(), Cause.SERVER);
        }
        leaveOpen(State.CLOSED);
        over();
        output.close(payload);
    }

    @Override
    public void messagesWritten(int messages) {
        trafficNanos = System.nanoTime();
        owner.messagesWritten(messages);
    }

    /** A socket that is closed with unread bytes is reset, and the peer would lose the CLOSE: the input is read to its end. */
    @Override
    public void closeWritten() {
        input.round().submit(() -> {
            if (state == State.FAULTED) {
                input.getEndPoint().shutdownOutput();
            }
        });
    }

    @Override
    public void broken() {
        input.round().submit(() -> {
            if (state == State.OPEN) {
                leaveOpen(State.BROKEN);
            }
        });
    }

    @Override
    public void lost() {
        input.round().submit(this::end);
    }

    @Override
    public void failed(Throwable failure) {
        owner.failed(failure);
        input.round().submit(() -> {
            if (close == null) {
                close = new SocketClose(CloseCode.INTERNAL_ERROR, "internal error", Cause.SERVER);
            }
            end();
        });
    }
}
