package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.transport.outbox.Outbox;
import java.util.Arrays;

/**
 * What a thread needs while it flushes a connection: kept per thread and not per connection, since ten thousand of
 * those are idle. Confined to its thread.
 */
final class FlushScratch {
    static final int FRAMES = 64;
    private static final int SINK_BYTES = 4 * 1024;
    private static final int KEPT_SINK_BYTES = 256 * 1024;

    final OutboundFrame[] frames = new OutboundFrame[FRAMES];

    /** Frames that the transport has got and may not be rid of; or room for those that wait. */
    final OutboundFrame[] leftBehind = new OutboundFrame[FRAMES];

    private ByteSink sink = new ByteSink(SINK_BYTES);

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
        Arrays.fill(frames, null);
    }

    /** Frames that were taken, and not written because something failed, count as written. */
    void abandonFrames(Outbox outbox) {
        for (OutboundFrame frame : frames) {
            if (frame != null) {
                outbox.written(frame);
            }
        }
        Arrays.fill(leftBehind, null);
    }

    /** An empty sink. */
    ByteSink sink() {
        if (sink.array().length > KEPT_SINK_BYTES) {
            sink = new ByteSink(SINK_BYTES);
        }
        sink.clear();
        return sink;
    }

    /** Leaves the sink's array to a write that has not finished. */
    void surrenderSink() {
        sink = new ByteSink(SINK_BYTES);
    }
}
