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

    private static final int MASKED = 0x80;
    private static final int KEY_BYTES = 4;
    private static final int MAX_CONTROL_FRAME = 2 + KEY_BYTES + FrameReader.MAX_CONTROL_BYTES;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

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

    /** Whole frames behind the unfinished bytes, ready to be read from position 0. */
    private ByteBuffer waiting = NOTHING;

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
                        keep(frames);
                    }
                    return checkRoom();
                }
            }
            throw new IllegalStateException("no state");
        } finally {
            lock.unlock();
        }
    }

    /** Writes whole frames, unless more than some bytes wait already. Returns whether the bytes are taken, or dropped because of a close. */
    boolean offer(long maxWaitingBytes, ByteBuffer... frames) {
        lock.lock();
        try {
            boolean isFull = waiting.remaining() + remaining(frames) > maxWaitingBytes
                    && (waiting.hasRemaining() || unfinished != null);
            if ((state == State.UNCONNECTED || state == State.OPEN) && isFull) {
                return false;
            }
            write(frames);
            return true;
        } finally {
            lock.unlock();
        }
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
        boolean hasRoom = state == State.UNCONNECTED ? waiting.remaining() < MAX_EARLY_BYTES : unfinished == null;
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
            state = State.BROKEN;
            waiting = NOTHING;
            release();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether a write has made no progress since a time. */
    boolean isStuckSince(long sinceNanos) {
        lock.lock();
        try {
            return unfinished != null
                    && state != State.BROKEN
                    && writeBeganNanos - sinceNanos < 0
                    && RoundEndPoint.below(endPoint).lastTakenNanos() - sinceNanos < 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the bytes that are held. */
    long heldBytes() {
        lock.lock();
        try {
            return waiting.remaining() + (unfinished == null ? 0 : unfinished.remaining());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void succeeded() {
        lock.lock();
        try {
            unfinished = null;
            proceed();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void failed(Throwable failure) {
        lock.lock();
        try {
            unfinished = null;
            broken();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    /** Writes what waits, as far as the socket accepts it. */
    private void proceed() {
        while (endPoint != null && unfinished == null && state != State.BROKEN) {
            if (closeIsGathered) {
                closeIsGathered = false;
                state = State.CLOSED;
                owner.closeWritten();
                return;
            }
            ByteBuffer next = next();
            if (next == null) {
                release();
                return;
            }
            send(next);
        }
    }

    /** Returns the next bytes, or null if nothing waits. */
    private ByteBuffer next() {
        if (state == State.CLOSED) {
            return null;
        }
        if (pong != null || ping != null) {
            ByteBuffer frames = ByteBuffer.allocate(2 * MAX_CONTROL_FRAME);
            control(frames, FrameReader.PONG, pong);
            control(frames, FrameReader.PING, ping);
            pong = null;
            ping = null;
            return frames.flip();
        }
        if (waiting.hasRemaining()) {
            ByteBuffer frames = waiting;
            waiting = NOTHING;
            return frames;
        }
        if (close != null) {
            ByteBuffer frame = ByteBuffer.allocate(MAX_CONTROL_FRAME);
            control(frame, FrameReader.CLOSE, close);
            close = null;
            closeIsGathered = true;
            return frame.flip();
        }
        return null;
    }

    private void control(ByteBuffer out, int opcode, byte[] payload) {
        if (payload == null) {
            return;
        }
        out.put((byte) (FrameReader.FIN | opcode));
        if (keys == null) {
            out.put((byte) payload.length).put(payload);
            return;
        }
        byte[] key = new byte[KEY_BYTES];
        keys.nextBytes(key);
        out.put((byte) (MASKED | payload.length)).put(key);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ key[i % KEY_BYTES]));
        }
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
        unfinished = copy(frames);
        writeBeganNanos = System.nanoTime();
        endPoint.write(this, unfinished);
    }

    /** Appends to the waiting bytes. The capacity doubles, because a peer may send many small frames. */
    private void keep(ByteBuffer... frames) {
        int end = waiting.limit();
        int bytes = end + remaining(frames);
        if (bytes > waiting.capacity()) {
            waiting = ByteBuffer.allocate(Math.max(bytes, 2 * waiting.capacity()))
                    .put(waiting)
                    .flip();
        }
        ByteBuffer tail = waiting.duplicate().limit(bytes).position(end);
        for (ByteBuffer frame : frames) {
            tail.put(frame);
        }
        waiting.limit(bytes);
    }

    /** Returns a copy of the bytes, ready to be read. */
    private static ByteBuffer copy(ByteBuffer... frames) {
        ByteBuffer copy = ByteBuffer.allocate(remaining(frames));
        for (ByteBuffer frame : frames) {
            copy.put(frame);
        }
        return copy.flip();
    }

    private static int remaining(ByteBuffer... frames) {
        int bytes = 0;
        for (ByteBuffer frame : frames) {
            bytes += frame.remaining();
        }
        return bytes;
    }

    /** The leg is read on: a peer that has gone resets the connection, and its last frames may be unread. */
    private void broken() {
        state = State.BROKEN;
        waiting = NOTHING;
        release();
    }

    private void release() {
        if (isAwaited) {
            isAwaited = false;
            owner.writable();
        }
    }
}
