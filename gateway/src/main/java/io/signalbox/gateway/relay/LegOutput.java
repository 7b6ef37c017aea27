package io.signalbox.gateway.relay;

import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.websocket.FrameReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Output of one leg: writes the frames of the other leg, and control frames between them. Each write ends at the end of a frame,
 * so that a control frame may follow. Holds the bytes that the socket does not accept, and those that precede the connection,
 * which are limited because the other leg is not read meanwhile.
 *
 * <pre>
 * UNCONNECTED -- attach --> OPEN -- close --> CLOSING -- CLOSE is written --> CLOSED
 * BROKEN from every state: a write has failed, or the leg has ended. All bytes are dropped
 * </pre>
 *
 * <p>Thread-safe. The thread that reads the other leg writes, and any thread closes.
 */
final class LegOutput implements Callback {
    /** Bytes that are taken before the connection exists. The other leg is not read beyond them. */
    static final int MAX_EARLY_BYTES = 64 * 1024;

    /** Owner of an output. The methods are called on any thread, possibly with the lock, and must not block. */
    interface Owner {

        /** The output accepts bytes again, after {@link #write} has returned false. */
        void writable();

        void closeWritten();
    }

    private enum State {
        UNCONNECTED,
        OPEN,
        CLOSING,
        CLOSED,
        BROKEN
    }

    private final Owner owner;

    /** Generator of masking keys; null for an output without masks. */
    private final Random keys;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private State state = State.UNCONNECTED;
    private EndPoint endPoint;

    /** Bytes that the end point has and that the socket has not accepted yet; null if there are none. */
    private ByteBuffer unfinished;

    /** Shared frame of the unfinished bytes, which is held; null if they are of this leg alone. */
    private SharedFrame unfinishedFrame;

    /** Whole frames behind the unfinished bytes. */
    private final WaitingFrames waiting = new WaitingFrames();

    /** Number of the last piece of the backlog that is to be written in the write timeout; -1 without a backlog of shared frames. */
    private long backlogEnd = -1;

    private long backlogNanos;

    private byte[] pong;
    private byte[] ping;
    private byte[] close;
    private boolean closeIsGathered;
    private boolean isAwaited;
    private long writeBeganNanos;

    /** @param keys the source of masking keys, which a client needs; null for a server */
    LegOutput(Owner owner, Random keys) {
        this.owner = owner;
        this.keys = keys;
    }

    /** Begins to write to a connection. Returns false if the output has ended. */
    boolean attach(EndPoint connected) {
        lock.lock();
        try {
            if (endPoint != null || state == State.BROKEN) {
                return false;
            }
            endPoint = connected;
            if (state == State.UNCONNECTED) {
                state = State.OPEN;
            }
            proceed();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes whole frames, which may be in several parts. The bytes are taken, whatever the result.
     *
     * @return whether the caller may write more at once; if not, {@link Owner#writable} follows
     */
    boolean write(ByteBuffer... frames) {
        lock.lock();
        try {
            switch (state) {
                case CLOSING, CLOSED, BROKEN -> {
                    return true;
                }
                case UNCONNECTED, OPEN -> {
                    if (state == State.OPEN && unfinished == null) {
                        send(frames);
                    } else {
                        waiting.add(frames);
                    }
                    return checkRoom();
                }
            }
            throw new IllegalStateException("no state");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes a shared frame, unless more than some bytes wait already, or the node has no memory for the frame. Returns whether the
     * frame is taken, or dropped because of a close.
     */
    boolean offer(long maxWaitingBytes, SharedFrame frame) {
        lock.lock();
        try {
            if (state != State.UNCONNECTED && state != State.OPEN) {
                return true;
            }
            boolean isFull =
                    (unfinished != null || !waiting.isEmpty()) && waiting.cost() + frame.length() > maxWaitingBytes;
            if (isFull || !frame.tryHold()) {
                return false;
            }
            if (state == State.OPEN && unfinished == null) {
                send(new WaitingFrames.Piece(frame.bytes(), frame));
            } else {
                waiting.add(frame);
            }
            if (unfinished != null && backlogEnd < 0) {
                markBacklog();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The bytes that wait now are to be written in the write timeout. */
    private void markBacklog() {
        backlogEnd = waiting.lastPiece();
        backlogNanos = System.nanoTime();
    }

    /** Returns whether the caller may write at once; if not, {@link Owner#writable} follows. */
    boolean hasRoom() {
        lock.lock();
        try {
            return state != State.UNCONNECTED && state != State.OPEN || checkRoom();
        } finally {
            lock.unlock();
        }
    }

    private boolean checkRoom() {
        boolean hasRoom = state == State.UNCONNECTED ? waiting.bytes() < MAX_EARLY_BYTES : unfinished == null;
        isAwaited |= !hasRoom;
        return hasRoom;
    }

    /** Writes a PONG, as soon as the frames before it are written. Of several that wait, only the last one is written. */
    void pong(byte[] payload) {
        lock.lock();
        try {
            pong = payload;
            proceed();
        } finally {
            lock.unlock();
        }
    }

    void ping(byte[] payload) {
        lock.lock();
        try {
            ping = payload;
            proceed();
        } finally {
            lock.unlock();
        }
    }

    /** Writes CLOSE behind all frames, once. Further frames are dropped. */
    void close(byte[] payload) {
        lock.lock();
        try {
            if (state != State.UNCONNECTED && state != State.OPEN) {
                return;
            }
            state = State.CLOSING;
            close = payload;
            release();
            proceed();
        } finally {
            lock.unlock();
        }
    }

    /** Drops everything that waits, and all further frames. Idempotent. */
    void drop() {
        lock.lock();
        try {
            broken();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a write has made no progress since a time, or a backlog of broadcasts of that time is not written yet. */
    boolean isStuckSince(long sinceNanos) {
        lock.lock();
        try {
            return unfinished != null
                    && state != State.BROKEN
                    && (backlogEnd >= 0 && backlogNanos - sinceNanos < 0
                            || writeBeganNanos - sinceNanos < 0
                                    && RoundEndPoint.below(endPoint).lastTakenNanos() - sinceNanos < 0);
        } finally {
            lock.unlock();
        }
    }

    /** Returns the bytes that are held. */
    long heldBytes() {
        lock.lock();
        try {
            return waiting.bytes() + (unfinished == null ? 0 : unfinished.remaining());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void succeeded() {
        lock.lock();
        try {
            endWrite();
            proceed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void failed(Throwable failure) {
        lock.lock();
        try {
            endWrite();
            broken();
        } finally {
            lock.unlock();
        }
    }

    /** The end point has no bytes any more. */
    private void endWrite() {
        unfinished = null;
        releaseFrame();
    }

    /** Begins the next backlog when the present one is written. Called between two writes. */
    private void moveBacklog() {
        if (backlogEnd >= 0 && waiting.polled() >= backlogEnd) {
            backlogEnd = -1;
            if (!waiting.isEmpty()) {
                markBacklog();
            }
        }
    }

    private void releaseFrame() {
        if (unfinishedFrame != null) {
            unfinishedFrame.release();
            unfinishedFrame = null;
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** Writes what waits, as far as the socket accepts it. */
    private void proceed() {
        while (endPoint != null && unfinished == null && state != State.BROKEN) {
            moveBacklog();
            if (closeIsGathered) {
                closeIsGathered = false;
                state = State.CLOSED;
                owner.closeWritten();
                return;
            }
            WaitingFrames.Piece next = next();
            if (next == null) {
                release();
                return;
            }
            send(next);
        }
    }

    /** Returns the next bytes, or null if nothing waits. */
    private WaitingFrames.Piece next() {
        if (state == State.CLOSED) {
            return null;
        }
        if (pong != null || ping != null) {
            ByteBuffer frames = ByteBuffer.allocate(2 * ControlFrame.MAX_BYTES);
            ControlFrame.write(frames, FrameReader.PONG, pong, keys);
            ControlFrame.write(frames, FrameReader.PING, ping, keys);
            pong = null;
            ping = null;
            return new WaitingFrames.Piece(frames.flip(), null);
        }
        if (!waiting.isEmpty()) {
            return waiting.poll();
        }
        if (close != null) {
            ByteBuffer frame = ByteBuffer.allocate(ControlFrame.MAX_BYTES);
            ControlFrame.write(frame, FrameReader.CLOSE, close, keys);
            close = null;
            closeIsGathered = true;
            return new WaitingFrames.Piece(frame.flip(), null);
        }
        return null;
    }

    /** Writes bytes, and passes those that the socket does not accept to the end point. */
    private void send(ByteBuffer... frames) {
        try {
            if (endPoint.flush(frames)) {
                return;
            }
        } catch (IOException e) {
            broken();
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(WaitingFrames.remaining(frames));
        for (ByteBuffer frame : frames) {
            copy.put(frame);
        }
        write(copy.flip());
    }

    /** Writes bytes that nobody changes, so that the end point keeps those that the socket does not accept. */
    private void send(WaitingFrames.Piece piece) {
        try {
            if (endPoint.flush(piece.bytes())) {
                piece.release();
                return;
            }
        } catch (IOException e) {
            piece.release();
            broken();
            return;
        }
        unfinishedFrame = piece.shared();
        write(piece.bytes());
    }

    private void write(ByteBuffer rest) {
        unfinished = rest;
        writeBeganNanos = System.nanoTime();
        endPoint.write(this, unfinished);
    }

    /** The leg is read on: a peer that has gone resets the connection, and its last frames may be unread. */
    private void broken() {
        state = State.BROKEN;
        waiting.clear();
        releaseFrame();
        backlogEnd = -1;
        release();
    }

    private void release() {
        if (isAwaited) {
            isAwaited = false;
            owner.writable();
        }
    }
}
