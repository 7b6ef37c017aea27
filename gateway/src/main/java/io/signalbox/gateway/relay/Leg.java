package io.signalbox.gateway.relay;

import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.connection.PingTimer;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.io.RoundInput;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.websocket.PerMessageDeflate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * One leg of a session: the WebSocket connection to the client or to the backend. Reads frames in the rounds of its selector and
 * passes them to the output of the other leg. While that output has no room, the leg is not read, so that the peer stops sending.
 *
 * <p>Thread safety: reading is confined to the rounds of the selector. Any thread may call the other methods.
 */
final class Leg implements RoundInput.Receiver, LegOutput.Owner, Passage.ControlFrames {
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
    private volatile RoundInput input;

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
        pings = new PingTimer(terms().timing(), session.nanoTime());
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

    LegTerms terms() {
        return session.terms().of(side);
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
        return input.round();
    }

    /**
     * Returns the connection of Jetty to which the end point is to be upgraded.
     *
     * @param executor runs the further callbacks of Jetty
     */
    Connection jetty(EndPoint endPoint, Executor executor) {
        return new RoundInput(endPoint, executor, this);
    }

    /** Returns whether the close timeout is over. */
    boolean isOverdue(long sinceClosingNanos) {
        return sinceClosingNanos
                >= TimeUnit.MILLISECONDS.toNanos(terms().timing().closeHandshakeTimeoutMillis());
    }

    /** Returns whether a write has made no progress for the write timeout. */
    boolean isStalled(long nowNanos) {
        long millis = terms().timing().writeTimeoutMillis();
        return millis > 0 && output.isStuckSince(nowNanos - TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Checks the PING. Returns whether the peer has not answered in time. */
    boolean isSilent(long nowNanos) {
        switch (pings.tick(nowNanos, input.isPaused())) {
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

    /** Writes CLOSE, once. Guarded by the session, as the state is. */
    void writeClose(byte[] payload) {
        if (state.close()) {
            output.close(payload);
        }
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
        RoundInput connected = input;
        if (connected != null) {
            connected.getEndPoint().close();
            connected.round().submit(passage::release);
        }
    }

    /** Resumes reading, because the output of the other leg has room again. */
    void resume() {
        RoundInput connected = input;
        if (connected != null) {
            connected.round().submit(() -> goOn(connected));
        }
    }

    private void goOn(RoundInput connected) {
        try {
            if (passage.goOn()) {
                connected.goOn();
            }
        } catch (Throwable failure) {
            failed(failure);
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
        input.round().submit(() -> session.closeWritten(this));
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

    @Override
    public void opened(RoundInput opened) {
        EndPoint endPoint = opened.getEndPoint();
        RoundEndPoint.below(endPoint).tcpNoDelay(terms().tcpNoDelay());
        input = opened;
        if (output.attach(endPoint)) {
            session.connected(this);
            opened.resume();
        } else {
            endPoint.close();
        }
    }

    @Override
    public boolean take(ByteBuffer in) {
        if (isDropping) {
            return true;
        }
        int before = in.remaining();
        if (before > 0) {
            pings.heard();
        }
        boolean hasRoom = pass(in);
        session.traffic().read(side, before - in.remaining());
        boolean hasMore = !isDropping && passage.hasMore(in);
        if (hasRoom && hasMore) {
            // The turn is over: other connections are read first.
            input.resume();
        }
        return hasRoom && !hasMore;
    }

    /** Passes bytes to the other leg. Returns whether its output has room for more. */
    private boolean pass(ByteBuffer in) {
        boolean hasRoom = true;
        try {
            hasRoom = passage.pass(in);
        } catch (FramingViolation violation) {
            isDropping = true;
            passage.then(() -> session.violated(this, violation));
        }
        if (passage.hasTraffic()) {
            session.traffic().of(side, session.nanoTime());
        }
        return hasRoom;
    }

    @Override
    public void ended() {
        passage.end(this::lost);
    }

    @Override
    public void lost() {
        session.lost(this);
    }

    @Override
    public void failed(Throwable failure) {
        isDropping = true;
        session.failed(this, failure);
    }
}
