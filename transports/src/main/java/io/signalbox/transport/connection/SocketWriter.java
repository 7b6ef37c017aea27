package io.signalbox.transport.connection;

import io.signalbox.transport.outbox.Outbox;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;

/**
 * Writes what was gathered to the end point of one connection, and holds what the socket does not take at once until the
 * peer has taken it.
 *
 * <p>Confined to whoever flushes, except where noted; while {@link #isWriting} nobody does.
 */
final class SocketWriter implements Callback {
    private final FramedConnection connection;
    private final EndPoint endPoint;
    private final Outbox outbox;
    private final Lifecycle lifecycle;

    /** Whether the end point has what is unfinished, and until when nobody else touches that. */
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

    /** Whether a long write is under way, which flushes when it is done. Any thread. */
    boolean isWriting() {
        return isWriting;
    }

    /** What is held, in bytes. Any thread. */
    long unfinishedBytes() {
        return unfinishedBytes;
    }

    /** Whether a write has been under way since before {@code sinceNanos} without any progress. Any thread. */
    boolean isStuckSince(long sinceNanos) {
        return isWriting
                && writeBeganNanos - sinceNanos < 0
                && connection.socket().lastTakenNanos() - sinceNanos < 0;
    }

    /** Whether nothing is to be written any more. */
    boolean isDropping() {
        Lifecycle.Output output = lifecycle.output();
        return output == Lifecycle.Output.CLOSED || output == Lifecycle.Output.BROKEN || lifecycle.isEnded();
    }

    /** Whether our CLOSE is among what was gathered or is held. */
    boolean closeIsGathered() {
        return closeIsGathered;
    }

    /** What is gathered next ends with our CLOSE. */
    void gathersClose() {
        closeIsGathered = true;
    }

    /**
     * Writes what was gathered, or holds it behind what is held already.
     *
     * @param large an array that may be held, or null
     */
    void write(FlushScratch scratch, byte[] large) {
        Gather gather = scratch.gather;
        // A framing without CLOSE gathers nothing for it.
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

    /** Whether nothing is left to be written: the socket took all, or takes nothing any more. */
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

    /** Leaves what is held to the end point; false when there is none. */
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

    /** The end point has written all that it held. */
    @Override
    public void succeeded() {
        boolean wasClose = closeIsGathered;
        letGo();
        if (wasClose) {
            connection.closeWritten();
        }
        connection.flushSoon();
    }

    /** A peer that has gone resets the connection, and its last messages may still be unread then. */
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

    /** How much of it was written nobody knows. */
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
