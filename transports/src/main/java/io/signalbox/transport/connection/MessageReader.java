package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Reader of one connection. Reads in turns: splits bytes into pieces and joins pieces to messages. Each message is
 * delivered before the next bytes are parsed. If a delivery has to wait, because reading is paused or the turn is over,
 * an array keeps the bytes behind the message.
 *
 * <p>Confined to the rounds of the selector.
 */
final class MessageReader {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final FramedConnection connection;
    private final EndPointConnection jetty;
    private final EndPoint endPoint;
    private final SelectRound round;
    private final Framing framing;
    private final FrameInput frames;
    private final Lifecycle lifecycle;
    private final TransportCounters counters;
    private final MessageAssembly assembly;
    private final Delivery delivery;
    private final int maxHandshakeBytes;
    private final int maxMessageBytes;

    /** Whether a read that does not fill the buffer has emptied the socket. */
    private final boolean isPlain;

    /** Bytes that were read and not parsed; null if there are none. */
    private ByteBuffer rest;

    /** @param executor runs the further callbacks of Jetty */
    MessageReader(FramedConnection connection, Framing framing, Delivery delivery, Executor executor) {
        this.connection = connection;
        this.jetty = new EndPointConnection(connection.endPoint(), executor);
        this.endPoint = connection.endPoint();
        this.round = connection.round();
        this.framing = framing;
        this.frames = framing.input();
        this.lifecycle = connection.lifecycle();
        this.counters = connection.context().resources().counters();
        this.assembly = new MessageAssembly(connection.context().resources().assembly());
        this.delivery = delivery;
        ConnectionSettings settings = connection.context().settings();
        this.maxHandshakeBytes = settings.maxHandshakeBytes();
        this.maxMessageBytes = settings.maxMessageBytes();
        this.isPlain = RoundEndPoint.tls(endPoint).isEmpty();
    }

    /** Returns the connection of Jetty to which the end point is to be upgraded. */
    Connection jetty() {
        return jetty;
    }

    /** Begins with the bytes that were read before the connection began. */
    void begin(ByteBuffer before) {
        rest = before;
        boolean isOpen = delivery.accept();
        connection.writer().begin();
        if (isOpen) {
            goOn();
        }
    }

    /** Reads one turn from the socket. Never throws: the thread serves other connections as well. */
    void read() {
        try {
            readTurn();
        } catch (Throwable failure) {
            connection.failed("cannot read", failure);
            connection.end("cannot be read");
        }
    }

    /** Continues after a pause, or after the end of a turn. */
    void goOn() {
        try {
            if (delivery.deliver() && readRest()) {
                readOn();
            }
        } catch (Throwable failure) {
            connection.failed("cannot read", failure);
            connection.end("cannot be read");
        }
    }

    private boolean readRest() {
        ByteBuffer bytes = rest;
        if (bytes == null) {
            return true;
        }
        rest = null;
        return take(bytes);
    }

    private void readOn() {
        if (isPlain) {
            jetty.fillInterested();
        } else {
            // TLS may hold decrypted bytes until a read returns nothing.
            readTurn();
        }
    }

    private void readTurn() {
        int turnBytes = 0;
        while (isDropping() || lifecycle.mayRead()) {
            ByteBuffer in = isPlain ? round.readBuffer() : round.recordBuffer();
            int space = in.capacity();
            int filled = fill(in.limit(0));
            if (filled < 0) {
                connection.end("the peer has gone");
                return;
            }
            if (filled > 0) {
                connection.timers().heard();
                if (!take(in)) {
                    return;
                }
                turnBytes += filled;
            }
            // A read that did not fill the buffer has emptied the socket: a further read would cost a
            // system call.
            if (filled == 0 || isPlain && filled < space) {
                jetty.fillInterested();
                return;
            }
            if (turnBytes >= SelectRound.READ_BYTES) {
                goOnInNextRound();
                return;
            }
        }
    }

    private int fill(ByteBuffer in) {
        try {
            return endPoint.fill(in);
        } catch (IOException e) {
            // No more bytes can be read. Jetty takes a reset for the end of the stream, so that the reason is TLS as a
            // rule.
            if (e instanceof SSLException) {
                connection.cut("TLS failed: " + e.getMessage());
            }
            return -1;
        }
    }

    private void goOnInNextRound() {
        if (isPlain) {
            jetty.fillInterested();
        } else {
            round.submit(this::read);
        }
    }

    private boolean isDropping() {
        return lifecycle.input() != Lifecycle.Input.OPEN;
    }

    /** Parses all of the bytes. Returns false if parsing had to stop; another task then continues. */
    private boolean take(ByteBuffer in) {
        while (in.hasRemaining() || frames.isHolding()) {
            if (isDropping()) {
                drop(in);
                return true;
            }
            try {
                if (!takeNext(in)) {
                    return true;
                }
            } catch (FramingViolation violation) {
                broken(violation);
            }
            if (!delivery.deliver()) {
                keep(in);
                return false;
            }
            if (round.isTurnOver() && !frames.isHolding()) {
                // A few bytes of a compressed message may be megabytes.
                keep(in);
                connection.readLater();
                return false;
            }
        }
        return true;
    }

    private void drop(ByteBuffer in) {
        if (lifecycle.input() == Lifecycle.Input.CLOSED) {
            // Closing the socket while more bytes arrive would reset the connection before the peer has
            // read CLOSE.
            inputFaulted();
        }
        in.position(in.limit());
    }

    private void keep(ByteBuffer in) {
        if (isDropping()) {
            drop(in);
        } else if (in.isDirect() && in.hasRemaining()) {
            rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
        } else if (in.hasRemaining()) {
            rest = in;
        }
    }

    /** Returns false if the input ends before a piece or a control frame is complete. */
    private boolean takeNext(ByteBuffer in) throws FramingViolation {
        switch (frames.next(in)) {
            case NOTHING -> {
                return false;
            }
            case PIECE -> takePiece(in);
            case PING -> connection.writer().pong(frames.controlPayload());
            case PONG -> connection.timers().ponged();
            case CLOSE -> {
                assembly.clear();
                delivery.peerCloses(frames.closeText());
                connection.peerCloses();
            }
        }
        return true;
    }

    private void takePiece(ByteBuffer in) {
        if (lifecycle.isClosing()) {
            assembly.clear();
            frames.skipPiece(in);
        } else if (!frames.isRightKind()) {
            counters.violations.increment();
            fails(connection.wrongKind());
        } else if (frames.isWholeMessage() && isAllowed(frames.pieceBytes())) {
            byte[] message = new byte[frames.pieceBytes()];
            frames.copyPiece(in, message, 0);
            delivery.message(message);
        } else {
            assemble(in);
        }
    }

    private void assemble(ByteBuffer in) {
        round.pieceTaken();
        boolean isComplete = frames.endsMessage();
        switch (assembly.append(frames, in, allowedBytes())) {
            case TAKEN -> {
                byte[] message = isComplete ? assembly.finish() : null;
                if (message != null) {
                    delivery.message(message);
                }
            }
            case MESSAGE_TOO_LARGE -> {
                counters.tooLarge.increment();
                fails(
                        delivery.hasSession()
                                ? ReadFault.tooLarge(maxMessageBytes)
                                : ReadFault.tooLargeHandshake(maxHandshakeBytes));
            }
            case NODE_FULL -> {
                counters.assemblyRefused.increment();
                fails(ReadFault.nodeFull());
            }
        }
    }

    /**
     * Returns whether a message may be this long. The session matters only for messages beyond the limit of the
     * handshake.
     */
    private boolean isAllowed(int length) {
        return length <= maxHandshakeBytes || length <= allowedBytes();
    }

    private int allowedBytes() {
        return delivery.hasSession() ? maxMessageBytes : maxHandshakeBytes;
    }

    private void broken(FramingViolation violation) {
        switch (violation.kind()) {
            case TOO_LARGE -> counters.tooLarge.increment();
            default -> counters.violations.increment();
        }
        fails(ReadFault.brokenFrame(violation));
    }

    private void fails(ReadFault fault) {
        inputFaulted();
        delivery.fault(fault);
    }

    /** Ends the input: all further bytes of the peer are dropped. */
    void inputFaulted() {
        assembly.clear();
        lifecycle.fault();
        connection.finish();
    }

    /** Ends a connection that both sides have closed, unless the peer has sent bytes behind its CLOSE. */
    void endIfEmpty() {
        if (lifecycle.isEnded() || lifecycle.input() != Lifecycle.Input.CLOSED) {
            return;
        }
        if (fill((isPlain ? round.readBuffer() : round.recordBuffer()).limit(0)) > 0) {
            inputFaulted();
        } else {
            connection.end("the peer has gone");
        }
    }

    /** Gives back the held memory. Thread-safe once nothing more is read. */
    void end() {
        new AllSteps().then(assembly::end).then(framing::end).rethrow();
    }

    /** Connection of Jetty at the end point, which calls back when bytes can be read and when the peer has gone. */
    private final class EndPointConnection extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
        /** Bytes that were read together with the handshake. */
        private ByteBuffer before = NOTHING;

        EndPointConnection(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
        }

        @Override
        public void onUpgradeTo(ByteBuffer bytes) {
            if (bytes != null && bytes.hasRemaining()) {
                before = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            }
        }

        @Override
        public void onOpen() {
            super.onOpen();
            // A quiet session lives on. PINGs find a dead peer.
            getEndPoint().setIdleTimeout(0);
            connection.open(before);
            before = NOTHING;
        }

        @Override
        public void onFillable() {
            if (round.isCurrent()) {
                read();
            } else {
                round.submit(MessageReader.this::read);
            }
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            connection.end("the peer has gone");
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            connection.end("the peer has gone");
        }

        @Override
        public boolean onIdleExpired(TimeoutException expired) {
            return false;
        }
    }
}
