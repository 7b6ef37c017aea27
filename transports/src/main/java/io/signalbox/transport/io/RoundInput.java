package io.signalbox.transport.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/**
 * Connection of Jetty that reads an end point in the rounds of its selector. Paused at first.
 *
 * <p>Thread safety: confined to the rounds of the selector, except {@link #resume} and {@link #isPaused}.
 */
public final class RoundInput extends AbstractConnection.NonBlocking implements Connection.UpgradeTo {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Receiver of the bytes. The methods are called in the rounds, except {@link #opened} and {@link #lost}. */
    public interface Receiver {

        /** The end point has been upgraded. Nothing is read before {@link #resume}. */
        void opened(RoundInput input);

        /** Takes bytes, possibly none after a pause. Returns false to pause; the bytes that are left come again after the pause. */
        boolean take(ByteBuffer in);

        /** The peer has ended the stream, or it cannot be read. */
        default void ended() {
            lost();
        }

        /** The end point is closed. Called on any thread, possibly several times. */
        void lost();

        /** Reading has failed because of a defect. */
        void failed(Throwable failure);
    }

    private final Receiver receiver;
    private final SelectRound round;

    /** Whether a read that does not fill the buffer has emptied the socket. */
    private final boolean isPlain;

    /** Bytes that have been read, and that the receiver takes after the pause. */
    private ByteBuffer held = NOTHING;

    private volatile boolean isPaused = true;

    /** @param executor runs the further callbacks of Jetty */
    public RoundInput(EndPoint endPoint, Executor executor, Receiver receiver) {
        super(endPoint, executor);
        this.receiver = receiver;
        round = RoundEndPoint.below(endPoint).round();
        isPlain = RoundEndPoint.tls(endPoint).isEmpty();
    }

    public SelectRound round() {
        return round;
    }

    public boolean isPaused() {
        return isPaused;
    }

    /** Continues to read, soon. Without effect if reading is not paused. Thread-safe. */
    public void resume() {
        round.submit(this::goOn);
    }

    @Override
    public void onUpgradeTo(ByteBuffer bytes) {
        if (bytes != null && bytes.hasRemaining()) {
            held = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }

    @Override
    public void onOpen() {
        super.onOpen();
        getEndPoint().setIdleTimeout(0);
        RoundEndPoint.below(getEndPoint()).runInRounds();
        receiver.opened(this);
    }

    @Override
    public void onFillable() {
        if (round.isCurrent()) {
            read();
        } else {
            round.submit(this::read);
        }
    }

    /** Continues to read, at once. Without effect if reading is not paused. Called in a round, and not by {@link Receiver#take}. */
    public void goOn() {
        if (!isPaused) {
            return;
        }
        isPaused = false;
        ByteBuffer bytes = held;
        held = NOTHING;
        try {
            if (take(bytes)) {
                if (isPlain && RoundEndPoint.below(getEndPoint()).aheadBytes() == 0) {
                    fillInterested();
                } else {
                    // TLS may hold decrypted bytes until a read returns nothing.
                    readTurn();
                }
            }
        } catch (Throwable failure) {
            receiver.failed(failure);
        }
    }

    /** Reads one turn. Never throws: the thread serves other connections as well. */
    private void read() {
        try {
            readTurn();
        } catch (Throwable failure) {
            receiver.failed(failure);
        }
    }

    private void readTurn() {
        int turnBytes = 0;
        while (true) {
            ByteBuffer in = isPlain ? round.readBuffer() : round.recordBuffer();
            int space = in.capacity();
            int filled = fill(in.limit(0));
            if (filled < 0) {
                receiver.ended();
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

    private boolean take(ByteBuffer in) {
        boolean goesOn = receiver.take(in);
        if (!goesOn) {
            isPaused = true;
            if (in.hasRemaining()) {
                // The buffer of the round serves other connections meanwhile.
                held = in.isDirect()
                        ? ByteBuffer.allocate(in.remaining()).put(in).flip()
                        : in;
            }
        }
        return goesOn;
    }

    @Override
    public void onFillInterestedFailed(Throwable cause) {
        receiver.lost();
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        receiver.lost();
    }

    @Override
    public boolean onIdleExpired(TimeoutException expired) {
        return false;
    }
}
