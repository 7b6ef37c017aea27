package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.transport.outbox.Outbox;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Long messages in the outbox of one connection, which take milliseconds to encode, translate or compress. A codec thread
 * flushes them, because the selector's thread serves other connections.
 *
 * <p>Thread-safe.
 */
final class LongMessages {
    private final Outbox outbox;
    private final Serializer serializer;

    /** Null without compression. */
    private final MessageCompression compression;

    private final Executor codecs;
    private final ThreadLocal<FlushScratch> scratches;

    /** Whether the outbox may have a long message. */
    private volatile boolean isExpected;

    LongMessages(FramedConnection connection, Serializer serializer, MessageCompression compression) {
        this.outbox = connection.outbox();
        this.serializer = serializer;
        this.compression = compression;
        this.codecs = connection.context().resources().codecs();
        this.scratches = connection.context().scratches();
    }

    /** Notes that a long message is about to enter the outbox. */
    void expect() {
        isExpected = true;
    }

    /** Notes that a flush has emptied the outbox. */
    void outboxIsEmpty() {
        if (isExpected) {
            isExpected = !outbox.isEmpty();
        }
    }

    /** Returns whether the next message of the outbox is long and has yet to be encoded or compressed. */
    boolean isNextCostly() {
        if (!isExpected) {
            return false;
        }
        OutboundFrame next = outbox.next();
        return next != null && next.heldBytes() > Decoding.MAX_SHORT_BYTES && !isEncoded(next);
    }

    private boolean isEncoded(OutboundFrame frame) {
        if (!frame.isEncoded(serializer)) {
            return false;
        }
        return compression == null
                || !compression.isFor(frame.bytes(serializer).length)
                || compression.isShared() && frame.compressed(serializer) != null;
    }

    /** Has a codec thread run a flush. Returns false if no codec thread accepts the flush. */
    boolean isFlushedElsewhere(Runnable flush) {
        try {
            codecs.execute(flush);
            return true;
        } catch (RejectedExecutionException stopping) {
            // The caller flushes. That delays other connections, but loses no message.
            return false;
        }
    }

    /** Has messages that wait behind a long one keep alive no more than their charge. */
    void keepBacklog() {
        if (!isExpected) {
            return;
        }
        FlushScratch scratch = FlushScratch.borrow(scratches);
        try {
            outbox.keepBacklog(scratch.leftBehind);
        } finally {
            scratch.giveBack();
        }
    }
}
