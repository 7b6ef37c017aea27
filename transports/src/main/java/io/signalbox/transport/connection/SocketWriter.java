package io.signalbox.transport.connection;

import io.signalbox.transport.outbox.Outbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Writer to the end point of one connection. Holds the bytes that the socket does not accept at once until the socket accepts
 * them.
 *
 * <p>Confined to the thread that flushes, except where noted. While {@link #isWriting} is true, no thread flushes.
 */
final class SocketWriter implements Callback {
    private final FramedConnection connection;
    private final EndPoint endPoint;
    private final Outbox outbox;
    private final Lifecycle lifecycle;

    /** Whether the end point has the unfinished write, which no other thread touches meanwhile. */
    private volatile boolean isWriting;

    private volatile long writeBeganNanos;
    private volatile long unfinishedBytes;
    private UnfinishedWrite unfinished;
    private boolean closeIsGathered;

    SocketWriter(FramedConnection connection) {
        this.connection = connection;
        this.endPoint = connection.endPoint();
        this.outbox = connection.outbox();
        this.lifecycle = connection.lifecycle();
    }

    /** Returns whether an unfinished write is pending. Its completion flushes. Thread-safe. */
    boolean isWriting() {
        return isWriting;
    }

    /** Returns the bytes of the unfinished write. Thread-safe. */
    long unfinishedBytes() {
        return unfinishedBytes;
    }

    /** Returns whether an unfinished write has made no progress since {@code sinceNanos}. Thread-safe. */
    boolean isStuckSince(long sinceNanos) {
        return isWriting
                && writeBeganNanos - sinceNanos < 0
                && connection.socket().lastTakenNanos() - sinceNanos < 0;
    }

    /** Returns whether all output is dropped. */
    boolean isDropping() {
        Lifecycle.Output output = lifecycle.output();
        return output == Lifecycle.Output.CLOSED || output == Lifecycle.Output.BROKEN || lifecycle.isEnded();
    }

    /** Returns whether this side's CLOSE has been gathered or written. */
    boolean closeIsGathered() {
        return closeIsGathered;
    }

    /** Records that the gathered bytes end with this side's CLOSE. */
    void gathersClose() {
        closeIsGathered = true;
    }

    /**
     * Writes the gathered bytes, or holds them behind an unfinished write.
     *
     * @param large an array that no other code uses, so that it may be held; or null
     */
    void write(FlushScratch scratch, byte[] large) {
        Gather gather = scratch.gather;
        // A framing without CLOSE gathers no bytes for the close.
        if (gather.isEmpty() && !closeIsGathered) {
            return;
        }
        if (unfinished == null) {
            if (isDropping() || flushAll(gather.parts())) {
                gather.clear(outbox);
                return;
            }
            unfinished = new UnfinishedWrite();
        }
        if (unfinished.take(gather, large)) {
            scratch.surrenderSink();
        }
        gather.clear(outbox);
    }

    /** Returns whether no bytes are left to write: the socket has accepted all of them, or accepts no more bytes. */
    private boolean flushAll(ByteBuffer[] parts) {
        try {
            if (!endPoint.flush(parts)) {
                return false;
            }
        } catch (IOException e) {
            broken();
            return true;
        } catch (Throwable failure) {
            unusable(failure);
            return true;
        }
        if (closeIsGathered) {
            connection.closeWritten();
        }
        return true;
    }

    /** Passes the unfinished write to the end point. Returns false if there is none. */
    boolean finishLater() {
        if (unfinished == null || isWriting) {
            return isWriting;
        }
        writeBeganNanos = System.nanoTime();
        unfinishedBytes = unfinished.bytes();
        outbox.unwritten(unfinished.ownBytes());
        unfinished.keep(outbox);
        isWriting = true;
        try {
            endPoint.write(this, unfinished.parts());
        } catch (Throwable failure) {
            letGo();
            unusable(failure);
        }
        return true;
    }

    @Override
    public void succeeded() {
        boolean wasClose = closeIsGathered;
        letGo();
        if (wasClose) {
            connection.closeWritten();
        }
        connection.flushSoon();
    }

    /** Reads on after an I/O error: a peer that has gone resets the connection, and its last messages may be unread. */
    @Override
    public void failed(Throwable failure) {
        if (failure instanceof IOException) {
            broken();
        } else {
            unusable(failure);
        }
        letGo();
        connection.flushSoon();
    }

    private void letGo() {
        UnfinishedWrite done = unfinished;
        unfinished = null;
        unfinishedBytes = 0;
        done.release(outbox);
        outbox.unwritten(0);
        isWriting = false;
    }

    /** Ends the connection, because the number of written bytes is unknown. */
    private void unusable(Throwable failure) {
        connection.failed("cannot write", failure);
        connection.end("cannot be written to");
    }

    private void broken() {
        if (lifecycle.writeFailed()) {
            connection.end("the peer has gone");
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
