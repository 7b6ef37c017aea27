package io.signalbox.transport.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;

/**
 * A socket that is read on its selector's thread, without a hop to another one, and in turns: a peer that floods
 * would otherwise keep its selector for seconds.
 *
 * <p>HTTP before the upgrade takes Jetty's own way.
 */
public final class RoundEndPoint extends SocketChannelEndPoint {
    /** What is read from one connection in one round. */
    private static final int TURN_BYTES = 16 * 1024;

    /** The JDK copies a whole heap buffer for every write, however little of it the socket takes. */
    private static final int MAX_WRITE_BYTES = 128 * 1024;

    private final SelectRound round;
    private final SendBuffer sendBuffer;
    private boolean sendBufferWasFull;
    private final AtomicReference<Scheduler.Task> handshakeTimeout = new AtomicReference<>();
    private ReadObserver readObserver = new Unobserved();
    private boolean discarding;
    private int turnBytes;
    private boolean turnOver;

    /** When the system last took some of what it did not take as a whole; another thread asks. */
    private volatile long lastTakenNanos = System.nanoTime();

    RoundEndPoint(
            SendBuffer sendBuffer, ManagedSelector selector, SelectionKey key, Scheduler scheduler, SelectRound round) {
        super(sendBuffer.channel(), selector, key, scheduler);
        this.sendBuffer = sendBuffer;
        this.round = round;
    }

    public SelectRound round() {
        return round;
    }

    /** When the system last took a part of a long write, by {@link System#nanoTime}: slow is not stuck. Any thread. */
    public long lastTakenNanos() {
        return lastTakenNanos;
    }

    /** Shows what is read after the upgrade to {@code observer}. Call it before the upgrade. */
    public void observeReads(ReadObserver observer) {
        readObserver = observer;
    }

    /** From now on, what arrives is thrown away, up to its end. On the reading thread. */
    public void discardReads() {
        discarding = true;
    }

    /** Remembers what cuts this socket when its first request does not come in time. */
    void handshakeTimeout(Scheduler.Task task) {
        handshakeTimeout.set(task);
    }

    /** A request head has arrived, or the socket is gone. */
    void endHandshakeTimeout() {
        Scheduler.Task task = handshakeTimeout.getAndSet(null);
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public Runnable onSelected() {
        Runnable task = super.onSelected();
        return task == null || !isWebSocket() ? task : new InRound(round, task);
    }

    @Override
    public int fill(ByteBuffer buffer) throws IOException {
        if (!isWebSocket()) {
            return super.fill(buffer);
        }
        if (!discarding) {
            readObserver.beforeNext();
        }
        if (turnOver) {
            return 0;
        }
        int space = buffer.capacity() - buffer.remaining();
        int filled = super.fill(buffer);
        if (discarding) {
            BufferUtil.clear(buffer);
            return Math.min(filled, 0);
        }
        readObserver.read(buffer.slice(buffer.limit() - Math.max(filled, 0), Math.max(filled, 0)));
        turnBytes += Math.max(filled, 0);
        // A read that did not fill the buffer has emptied the socket: asking again would cost a system call.
        turnOver = turnBytes >= TURN_BYTES || (filled >= 0 && filled < space);
        return filled;
    }

    @Override
    public void fillInterested(Callback callback) {
        turnBytes = 0;
        turnOver = false;
        super.fillInterested(callback);
    }

    /**
     * Writes in bites. A peer that has gone resets the connection, and its last messages may still be unread then:
     * so a failed write is taken for a successful one, and reading finds the end behind those messages.
     */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        long before = BufferUtil.remaining(buffers);
        try {
            boolean all = isLong(buffers) ? flushInBites(buffers) : super.flush(buffers);
            long taken = before - BufferUtil.remaining(buffers);
            // Few peers ever fill it: with the others there is one object less to wait for at each write.
            if (!all || sendBufferWasFull) {
                sendBufferWasFull = true;
                sendBuffer.written(taken, all);
            }
            if (!all && taken > 0) {
                lastTakenNanos = System.nanoTime();
            }
            return all;
        } catch (EofException e) {
            if (!isWebSocket() || !isOpen()) {
                throw e;
            }
            for (ByteBuffer buffer : buffers) {
                buffer.position(buffer.limit());
            }
            return true;
        }
    }

    private static boolean isLong(ByteBuffer... buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.remaining() > MAX_WRITE_BYTES) {
                return true;
            }
        }
        return false;
    }

    private boolean flushInBites(ByteBuffer... buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            int limit = buffer.limit();
            while (buffer.position() < limit) {
                buffer.limit(Math.min(limit, buffer.position() + MAX_WRITE_BYTES));
                boolean all;
                try {
                    all = super.flush(buffer);
                } finally {
                    buffer.limit(limit);
                }
                if (!all) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isWebSocket() {
        return getConnection() instanceof WebSocketConnection;
    }

    /** Follows what is read, on the reading thread. */
    public interface ReadObserver {
        /** These bytes have been read; they are to be left as they are. */
        void read(ByteBuffer bytes);

        /** All that was read has been taken, and more is asked for. */
        void beforeNext();
    }

    private static final class Unobserved implements ReadObserver {
        @Override
        public void read(ByteBuffer bytes) {}

        @Override
        public void beforeNext() {}
    }

    /** Reads and writes that became possible, as part of the round and never handed to another thread. */
    private record InRound(SelectRound round, Runnable task) implements Invocable.Task {
        @Override
        public void run() {
            round.run(task);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
