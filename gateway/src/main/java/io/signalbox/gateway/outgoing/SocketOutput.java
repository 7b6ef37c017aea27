package io.signalbox.gateway.outgoing;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.io.RoundEndPoint;
import io.signalbox.transport.websocket.ClientFrames;
import io.signalbox.transport.websocket.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Output of one connection: writes the messages of the outbox one after the other, control frames between them, and CLOSE behind
 * them. One write at a time is under way. A long message is masked and written in chunks.
 *
 * <p>Thread-safe.
 */
final class SocketOutput extends IteratingCallback {
    private static final int CHUNK_BYTES = 32 * 1024;

    /** Owner of an output. The methods are called on any thread, and must not block. */
    interface Owner {
        void messagesWritten(int messages);

        void closeWritten();

        void broken();
    }

    private final Owner owner;
    private final SocketOutbox outbox;
    private final EndPoint endPoint;

    // Guarded by this.
    private byte[] pong;
    private byte[] ping;
    private byte[] close;
    private boolean isDetached;

    /** Messages that have been taken out of the outbox, and that the system has not accepted as a whole. */
    private final Queue<WebSocketMessage> unwritten = new ArrayDeque<>();

    // Confined to the thread that iterates.
    private final ClientFrames frames = new ClientFrames();
    private ByteBuffer chunk;

    /** Message whose head has been written; null between two messages. */
    private WebSocketMessage current;

    private int position;

    /** Messages that end in the current chunk. */
    private int endings;

    private boolean closeIsGathered;

    private volatile boolean isWriting;
    private volatile long writeBeganNanos;

    SocketOutput(Owner owner, SocketOutbox outbox, EndPoint endPoint) {
        this.owner = owner;
        this.outbox = outbox;
        this.endPoint = endPoint;
    }

    void ping(byte[] payload) {
        synchronized (this) {
            ping = payload;
        }
        iterate();
    }

    /** Writes a PONG. Of several that wait, only the last one is written. */
    void pong(byte[] payload) {
        synchronized (this) {
            pong = payload;
        }
        iterate();
    }

    /** Writes CLOSE behind all messages that the output may still take, once. */
    void close(byte[] payload) {
        synchronized (this) {
            if (close == null) {
                close = payload;
            }
        }
        iterate();
    }

    /** Takes no further message out of the outbox. Returns the messages that are not written as a whole. */
    synchronized List<WebSocketMessage> detach() {
        isDetached = true;
        List<WebSocketMessage> left = new ArrayList<>(unwritten);
        left.forEach(outbox::release);
        unwritten.clear();
        return left;
    }

    /** Returns whether a write has made no progress since a time. */
    boolean isStuckSince(long sinceNanos) {
        return isWriting
                && writeBeganNanos - sinceNanos < 0
                && RoundEndPoint.below(endPoint).lastTakenNanos() - sinceNanos < 0;
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected Action process() {
        isWriting = false;
        settle();
        if (closeIsGathered) {
            owner.closeWritten();
            return Action.SUCCEEDED;
        }
        if (chunk == null) {
            chunk = ByteBuffer.allocate(CHUNK_BYTES);
        }
        gather(chunk.clear());
        if (!chunk.flip().hasRemaining()) {
            chunk = null;
            return Action.IDLE;
        }
        writeBeganNanos = System.nanoTime();
        isWriting = true;
        endPoint.write(this, chunk);
        return Action.SCHEDULED;
    }

    /** Ends the charges of the messages that the last write has finished. */
    private void settle() {
        int written = 0;
        synchronized (this) {
            for (; endings > 0; endings--) {
                WebSocketMessage message = unwritten.poll();
                if (message != null) {
                    outbox.release(message);
                    written++;
                }
            }
        }
        if (written > 0) {
            owner.messagesWritten(written);
        }
    }

    private void gather(ByteBuffer out) {
        while (out.remaining() >= ClientFrames.MAX_CONTROL_FRAME_BYTES) {
            if (current == null) {
                control(out);
                if (out.remaining() < ClientFrames.MAX_HEAD_BYTES || !begin(out)) {
                    break;
                }
            }
            byte[] payload = current.bytes();
            int length = Math.min(out.remaining(), payload.length - position);
            frames.payload(out, payload, position, length);
            position += length;
            if (position == payload.length) {
                current = null;
                endings++;
            }
        }
        if (current == null && out.remaining() >= ClientFrames.MAX_CONTROL_FRAME_BYTES) {
            close(out);
        }
    }

    /** Begins the next message. Returns false if there is none. */
    private synchronized boolean begin(ByteBuffer out) {
        current = isDetached ? null : outbox.poll();
        if (current == null) {
            return false;
        }
        unwritten.add(current);
        position = 0;
        frames.message(out, current.isBinary(), current.bytes().length);
        return true;
    }

    private synchronized void control(ByteBuffer out) {
        if (pong != null) {
            frames.control(out, FrameReader.PONG, pong);
            pong = null;
        }
        if (ping != null && out.remaining() >= ClientFrames.MAX_CONTROL_FRAME_BYTES) {
            frames.control(out, FrameReader.PING, ping);
            ping = null;
        }
    }

    private synchronized void close(ByteBuffer out) {
        if (close != null && (isDetached || outbox.isEmpty())) {
            frames.control(out, FrameReader.CLOSE, close);
            closeIsGathered = true;
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        isWriting = false;
        chunk = null;
        owner.broken();
    }
}
