package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.util.Arrays;

/**
 * Buffers of a thread that flushes connections. A buffer per connection would take too much memory, because most connections
 * are idle. Confined to its thread.
 */
final class FlushScratch {
    private static final int FRAMES = 128;
    private static final int SINK_BYTES = 4 * 1024;
    private static final int KEPT_SINK_BYTES = 256 * 1024;

    final OutboundFrame[] frames = new OutboundFrame[FRAMES];

    /** Number of entries of {@link #frames} that have been used. */
    private int mostTaken;

    /** Room for frames that a flush has left behind. */
    final OutboundFrame[] leftBehind = new OutboundFrame[FRAMES];

    final Gather gather = new Gather();
    private ByteSink sink = new ByteSink(SINK_BYTES);

    /** Null until the first message is compressed. */
    private ByteSink spareSink;

    private boolean borrowed;

    /** Returns the scratch of the calling thread, or a new one if the thread is inside another flush. */
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

    /** Takes frames from an outbox and returns their number. */
    int take(Outbox outbox, long maxBytes) {
        int taken = outbox.take(frames, maxBytes);
        mostTaken = Math.max(mostTaken, taken);
        return taken;
    }

    /** Releases the frames that were taken and not written, after a failure or when the output is dropped. */
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

    /** Returns the sink, emptied. */
    ByteSink sink() {
        if (sink.array().length > KEPT_SINK_BYTES) {
            sink = new ByteSink(SINK_BYTES);
        }
        sink.clear();
        return sink;
    }

    /** Returns a second sink, emptied. */
    ByteSink spareSink() {
        if (spareSink == null || spareSink.array().length > KEPT_SINK_BYTES) {
            spareSink = new ByteSink(SINK_BYTES);
        }
        spareSink.clear();
        return spareSink;
    }

    /** Swaps the two sinks, so that {@link #surrenderSink} concerns the second one. */
    void swapSinks() {
        ByteSink swapped = sink;
        sink = spareSink;
        spareSink = swapped;
    }

    /** Passes the array of the sink to an unfinished write. */
    void surrenderSink() {
        sink = new ByteSink(SINK_BYTES);
    }
}
