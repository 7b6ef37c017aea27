package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * Moves frames from the outbox to the socket, encoding them on the way. Jetty holds a small window, so that it can
 * gather writes; everything beyond stays in the outbox, where it is counted.
 *
 * <p>Any thread may flush; one at a time does, and takes over what the others wanted.
 */
final class FrameSender {
    private static final int WINDOW_FRAMES = 64;
    private static final int WINDOW_BYTES = 256 * 1024;

    /** What one flush writes to a peer that keeps up, before others get their turn. */
    private static final int TURN_BYTES = 1024 * 1024;

    private static final int BATCH_MESSAGE_BYTES = 32 * 1024;

    private final Outbox outbox;
    private final Serializer serializer;
    private final BatchFraming framing;
    private final ThreadLocal<FlushScratch> scratches;
    private final TransportCounters counters;
    private final CoreSession session;
    private final WampWebSocket connection;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger windowFrames = new AtomicInteger();
    private final AtomicInteger windowBytes = new AtomicInteger();
    private volatile long progressNanos;
    private volatile CloseReason closing;

    // A racing reader sees its own thread here only if it wrote it itself.
    private Thread flusher;

    // Confined to whoever flushes.
    private boolean closeSent;

    /** The parts of a connection that sending needs; {@code framing} is null where messages are not batched. */
    FrameSender(WampWebSocket connection, CoreSession session, BatchFraming framing) {
        this.connection = connection;
        this.outbox = connection.outbox();
        this.serializer = connection.serializer();
        this.scratches = connection.path().scratches();
        this.counters = connection.path().resources().counters();
        this.framing = framing;
        this.session = session;
    }

    /** Writes what the outbox holds as far as the window allows; completed writes go on by themselves. */
    void flush() {
        if (requests.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            flusher = Thread.currentThread();
            FlushScratch scratch = FlushScratch.borrow(scratches);
            try {
                flushTurn(scratch);
            } catch (RuntimeException e) {
                connection.failed("cannot write", e);
            } finally {
                scratch.giveBack();
                flusher = null;
            }
            seen = requests.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Sends CLOSE behind everything that the outbox still holds, in the next flush. */
    void closeBehindBacklog(CloseReason reason) {
        closing = reason;
    }

    int windowBytes() {
        return windowBytes.get();
    }

    /** Whether a write has been under way since before {@code sinceNanos} without any progress. */
    boolean isStuckSince(long sinceNanos) {
        return windowFrames.get() > 0 && progressNanos - sinceNanos < 0;
    }

    private void flushTurn(FlushScratch scratch) {
        int written = 0;
        while (windowFrames.get() < WINDOW_FRAMES && windowBytes.get() < WINDOW_BYTES) {
            if (written > TURN_BYTES) {
                connection.flushLater();
                return;
            }
            int count = outbox.take(scratch.frames, WINDOW_BYTES);
            if (count == 0) {
                break;
            }
            int bytes = framing == null ? writeEach(scratch, count) : writeBatched(scratch, count);
            counters.messagesOut.add(count);
            counters.bytesOut.add(bytes);
            written += bytes;
        }
        CloseReason reason = closing;
        if (reason != null && !closeSent && outbox.isEmpty()) {
            closeSent = true;
            session.sendFrame(new ClosingFrame(reason), Callback.NOOP, false);
        }
    }

    private int writeEach(FlushScratch scratch, int count) {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            boolean last = i == count - 1;
            if (frame.isShared()) {
                byte[] shared = frame.bytes(serializer);
                bytes += shared.length;
                write(ByteBuffer.wrap(shared), !last);
            } else {
                ByteSink sink = scratch.sink();
                serializer.encode(frame.message(), sink);
                bytes += sink.size();
                writeSink(scratch, sink, !last);
            }
        }
        return bytes;
    }

    private int writeBatched(FlushScratch scratch, int count) {
        int bytes = 0;
        ByteSink sink = scratch.sink();
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            int begin = framing.begin(sink);
            if (frame.isShared()) {
                byte[] shared = frame.bytes(serializer);
                sink.write(shared, 0, shared.length);
            } else {
                serializer.encode(frame.message(), sink);
            }
            framing.end(sink, begin);
            if (sink.size() >= BATCH_MESSAGE_BYTES || i == count - 1) {
                bytes += sink.size();
                writeSink(scratch, sink, i < count - 1);
                sink = scratch.sink();
            }
        }
        return bytes;
    }

    private void writeSink(FlushScratch scratch, ByteSink sink, boolean more) {
        if (!write(ByteBuffer.wrap(sink.array(), 0, sink.size()), more)) {
            scratch.surrenderSink();
        }
    }

    /** Hands bytes to Jetty; true when it is done with them on return. With {@code more} it may wait for the next. */
    private boolean write(ByteBuffer payload, boolean more) {
        Written written = new Written(payload.remaining());
        if (windowFrames.getAndIncrement() == 0) {
            progressNanos = System.nanoTime();
        }
        windowBytes.addAndGet(written.bytes);
        byte opCode = serializer.format().isBinary() ? OpCode.BINARY : OpCode.TEXT;
        session.sendFrame(new Frame(opCode, true, payload), written, more);
        return written.done;
    }

    /** One frame's way through Jetty. */
    private final class Written implements Callback {
        private final int bytes;

        // Only the thread that wrote asks for it; seen late from another one, the sink is surrendered in vain.
        private boolean done;

        Written(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void succeeded() {
            complete();
            if (flusher != Thread.currentThread()) {
                progressNanos = System.nanoTime();
                if (closing != null || !outbox.isEmpty()) {
                    flush();
                }
            }
        }

        @Override
        public void failed(Throwable failure) {
            // The session ends by itself; its end is announced by onClosed.
            complete();
        }

        private void complete() {
            windowFrames.decrementAndGet();
            windowBytes.addAndGet(-bytes);
            done = true;
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
