package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.connection.PingTimer;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.websocket.PerMessageDeflate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * One leg of a session: the WebSocket connection to the client or to the backend. Reads frames in the rounds of its selector and
 * passes them to the output of the other leg. While that output has no room, the leg is not read, so that the peer stops sending.
 *
 * <p>Thread safety: reading is confined to the rounds of the selector. Any thread may call the other methods.
 */
final class Leg implements LegOutput.Owner, Passage.ControlFrames {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Side side;
    private final RelaySession session;
    private final LegState state;
    private final LegOutput output;
    private final PingTimer pings;

    /** Compression that was agreed on in the handshake; null for none. */
    private volatile PerMessageDeflate deflate;

    /** Null until the other leg exists. */
    private Passage passage;

    /** Null until the leg is connected. */
    private volatile Input input;

    private volatile boolean isPaused;
    private volatile boolean isClosed;

    /** Whether all bytes of the peer are dropped, up to the end of the stream. */
    private volatile boolean isDropping;

    /** Payload of the last PING of the node itself; null before. */
    private volatile byte[] ownPing;

    /** @param keys the source of masking keys */
    Leg(Side side, RelaySession session, Random keys) {
        this.side = side;
        this.session = session;
        state = new LegState(side);
        output = new LegOutput(this, side == Side.BACKEND ? keys : null);
        pings = new PingTimer(session.terms().timing(), session.nanoTime());
    }

    /** Sets the way of the frames to the other leg. */
    void passBy(Passage way) {
        passage = way;
    }

    /** Sets the compression that was agreed on, which the end of the leg ends. Called before the leg is connected. */
    void compress(PerMessageDeflate agreed) {
        deflate = agreed;
        if (isClosed) {
            agreed.end();
        }
    }

    /** Returns the compression that was agreed on; null for none, and as long as none was agreed on. */
    PerMessageDeflate deflate() {
        return deflate;
    }

    Side side() {
        return side;
    }

    LegState state() {
        return state;
    }

    LegOutput output() {
        return output;
    }

    boolean isConnected() {
        return input != null;
    }

    /** Returns the round that reads the leg, which is connected. */
    SelectRound round() {
        return input.round;
    }

    /**
     * Returns the connection of Jetty to which the end point is to be upgraded.
     *
     * @param executor runs the further callbacks of Jetty
     */
    Connection jetty(EndPoint endPoint, Executor executor) {
        return new Input(endPoint, executor);
    }

    /** Returns whether a write has made no progress for the write timeout. */
    boolean isStalled(long nowNanos) {
        long millis = session.terms().timing().writeTimeoutMillis();
        return millis > 0 && output.isStuckSince(nowNanos - TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Checks the PING. Returns whether the peer has not answered in time. */
    boolean isSilent(long nowNanos) {
        switch (pings.tick(nowNanos, isPaused)) {
            case NOTHING -> {}
            case PING -> {
                byte[] payload = pings.payload(nowNanos);
                ownPing = payload;
                output.ping(payload);
            }
            case GIVE_UP -> {
                return true;
            }
        }
        return false;
    }

    /** Ends the output, and leaves the input open. */
    void endOutput() {
        input.getEndPoint().shutdownOutput();
    }

    /** Closes the connection. */
    void close() {
        isClosed = true;
        output.drop();
        PerMessageDeflate agreed = deflate;
        if (agreed != null) {
            agreed.end();
        }
        Input connected = input;
        if (connected != null) {
            connected.getEndPoint().close();
            connected.round.submit(passage::release);
        }
    }

    /** Resumes reading, because the output of the other leg has room again. */
    void resume() {
        Input connected = input;
        if (connected != null) {
            connected.round.submit(connected::goOn);
        }
    }

    @Override
    public void writable() {
        session.other(this).resume();
        if (passage.writesBack()) {
            resume();
        }
    }

    @Override
    public void closeWritten() {
        input.round.submit(() -> session.closeWritten(this));
    }

    @Override
    public void ping(byte[] payload) {
        if (forwardsControlFrames()) {
            session.other(this).output.ping(payload);
        } else {
            output.pong(payload);
        }
    }

    private boolean forwardsControlFrames() {
        return session.terms().mediation().forwardsControlFrames() && !session.other(this).isClosed;
    }

    @Override
    public void pong(byte[] payload) {
        if (forwardsControlFrames() && !Arrays.equals(payload, ownPing)) {
            session.other(this).output.pong(payload);
        } else {
            pings.ponged();
        }
    }

    @Override
    public void close(byte[] payload) {
        isDropping = true;
        session.closed(this, payload);
    }

    /** Connection of Jetty at the end point. */
    private final class Input extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
        private final SelectRound round;

        /** Whether a read that does not fill the buffer has emptied the socket. */
        private final boolean isPlain;

        /** Bytes that have not passed: those that were read together with the handshake, or the rest of a read. */
        private ByteBuffer rest = NOTHING;

        Input(EndPoint endPoint, Executor executor) {
            super(endPoint, executor);
            round = RoundEndPoint.below(endPoint).round();
            isPlain = RoundEndPoint.tls(endPoint).isEmpty();
        }

        @Override
        public void onUpgradeTo(ByteBuffer bytes) {
            if (bytes != null && bytes.hasRemaining()) {
                rest = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            }
        }

        @Override
        public void onOpen() {
            super.onOpen();
            getEndPoint().setIdleTimeout(0);
            RoundEndPoint.below(getEndPoint()).runInRounds();
            input = this;
            if (output.attach(getEndPoint())) {
                session.connected(Leg.this);
                round.submit(this::begin);
            } else {
                getEndPoint().close();
            }
        }

        private void begin() {
            session.read(side, rest.remaining());
            passRest();
        }

        @Override
        public void onFillable() {
            if (round.isCurrent()) {
                read();
            } else {
                round.submit(this::read);
            }
        }

        /** Continues after a pause. */
        void goOn() {
            try {
                if (passage.goOn() && isPaused) {
                    isPaused = false;
                    passRest();
                }
            } catch (Throwable failure) {
                fails(failure);
            }
        }

        /** Passes the rest of a read, and reads on. */
        private void passRest() {
            ByteBuffer bytes = rest;
            rest = NOTHING;
            try {
                if (isDropping || pass(bytes)) {
                    readOn();
                }
            } catch (Throwable failure) {
                fails(failure);
            }
        }

        private void readOn() {
            if (isPlain) {
                fillInterested();
            } else {
                // TLS may hold decrypted bytes until a read returns nothing.
                readTurn();
            }
        }

        /** Reads one turn. Never throws: the thread serves other connections as well. */
        private void read() {
            try {
                readTurn();
            } catch (Throwable failure) {
                fails(failure);
            }
        }

        private void fails(Throwable failure) {
            isDropping = true;
            session.failed(Leg.this, failure);
        }

        private void readTurn() {
            int turnBytes = 0;
            while (true) {
                ByteBuffer in = isPlain ? round.readBuffer() : round.recordBuffer();
                int space = in.capacity();
                int filled = fill(in.limit(0));
                if (filled < 0) {
                    passage.end(this::lost);
                    return;
                }
                if (filled > 0 && !take(in)) {
                    return;
                }
                if (filled == 0 || isPlain && filled < space) {
                    fillInterested();
                    return;
                }
                turnBytes += filled;
                if (turnBytes >= SelectRound.READ_BYTES) {
                    goOnInNextRound();
                    return;
                }
            }
        }

        private void goOnInNextRound() {
            if (isPlain) {
                fillInterested();
            } else {
                round.submit(this::read);
            }
        }

        private int fill(ByteBuffer in) {
            try {
                return getEndPoint().fill(in);
            } catch (IOException e) {
                return -1;
            }
        }

        /** Takes bytes of the peer. Returns false if reading has to wait; {@link #passRest} then continues. */
        private boolean take(ByteBuffer in) {
            if (isDropping || !in.hasRemaining()) {
                return true;
            }
            pings.heard();
            session.read(side, in.remaining());
            return pass(in);
        }

        /** Passes bytes to the other leg. Returns false if reading has to wait; {@link #passRest} then continues. */
        private boolean pass(ByteBuffer in) {
            boolean hasRoom = true;
            try {
                hasRoom = passage.pass(in);
            } catch (FramingViolation violation) {
                isDropping = true;
                passage.then(() -> session.violated(Leg.this, violation));
            }
            if (passage.hasTraffic()) {
                session.traffic().of(side, session.nanoTime());
            }
            boolean hasMore = !isDropping && passage.hasMore(in);
            if (hasMore) {
                // The buffer of a read is used for other connections.
                rest = in.isDirect()
                        ? ByteBuffer.allocate(in.remaining()).put(in).flip()
                        : in;
            }
            if (!hasRoom) {
                isPaused = true;
            } else if (hasMore) {
                round.submit(this::passRest);
            }
            return hasRoom && !hasMore;
        }

        private void lost() {
            session.lost(Leg.this);
        }

        @Override
        public void onFillInterestedFailed(Throwable cause) {
            lost();
        }

        @Override
        public void onClose(Throwable cause) {
            super.onClose(cause);
            lost();
        }

        @Override
        public boolean onIdleExpired(TimeoutException expired) {
            return false;
        }
    }
}
