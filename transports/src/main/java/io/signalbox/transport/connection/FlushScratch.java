package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.util.Arrays;

/**
 * What a thread needs while it flushes a connection: kept per thread and not per connection, since ten thousand of
 * those are idle. Confined to its thread.
 */
final class FlushScratch {
    private static final int FRAMES = 128;
    private static final int SINK_BYTES = 4 * 1024;
    private static final int KEPT_SINK_BYTES = 256 * 1024;

    final OutboundFrame[] frames = new OutboundFrame[FRAMES];

    /** How many of them were ever taken. */
    private int mostTaken;

    /** Room for frames that a flush has left behind. */
    final OutboundFrame[] leftBehind = new OutboundFrame[FRAMES];

    final Gather gather = new Gather();
    private ByteSink sink = new ByteSink(SINK_BYTES);

    /** Made for the first message that is compressed. */
    private ByteSink spareSink;

    private boolean borrowed;

    /** The calling thread's scratch, or another one should a flush ever happen inside of a flush. */
    static FlushScratch borrow(ThreadLocal<FlushScratch> scratches) {
        FlushScratch own = scratches.get();
        FlushScratch free = own.borrowed ? new FlushScratch() : own;
        free.borrowed = true;
        return free;
    }

    void giveBack() {
        borrowed = false;
        Arrays.fill(frames, 0, mostTaken, null);
        mostTaken = 0;
    }

    /** Takes frames, and returns how many. */
    int take(Outbox outbox, long maxBytes) {
        int taken = outbox.take(frames, maxBytes);
        mostTaken = Math.max(mostTaken, taken);
        return taken;
    }

    /** Lets go of what was taken and not written, because something failed or nothing can be written any more. */
    void abandon(Outbox outbox) {
        for (int i = 0; i < mostTaken; i++) {
            if (frames[i] != null) {
                outbox.written(frames[i]);
                frames[i] = null;
            }
        }
        Arrays.fill(leftBehind, null);
        gather.clear(outbox);
    }

    /** An empty sink. */
    ByteSink sink() {
        if (sink.array().length > KEPT_SINK_BYTES) {
            sink = new ByteSink(SINK_BYTES);
        }
        sink.clear();
        return sink;
    }

    /** Another empty sink. */
    ByteSink spareSink() {
        if (spareSink == null || spareSink.array().length > KEPT_SINK_BYTES) {
            spareSink = new ByteSink(SINK_BYTES);
        }
        spareSink.clear();
        return spareSink;
    }

    /** Makes the spare sink the one whose array may be left to a write. */
    void swapSinks() {
        ByteSink swapped = sink;
        sink = spareSink;
        spareSink = swapped;
    }

    /** Leaves the sink's array to a write that has not finished. */
    void surrenderSink() {
        sink = new ByteSink(SINK_BYTES);
    }
}
