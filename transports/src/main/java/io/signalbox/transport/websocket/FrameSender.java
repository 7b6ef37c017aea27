package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
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

    /** Of the arrays in the window those that only this connection keeps alive. */
    private final AtomicLong windowOwnBytes = new AtomicLong();

    private volatile long progressNanos;
    private volatile CloseReason closing;

    /** Has the peer's CLOSE answered; null before it has sent one, and when that is done. */
    private volatile Callback closeAnswer;

    // A racing reader sees its own thread here only if it wrote it itself.
    private Thread flusher;

    /** Whether the node counts what is in the window; written by whoever flushes. */
    private volatile boolean windowCounted;

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
            flushOnce();
            seen = requests.addAndGet(-seen);
        } while (seen != 0);
    }

    /** Never throws: whoever flushes serves other connections as well. */
    private void flushOnce() {
        flusher = Thread.currentThread();
        try {
            FlushScratch scratch = FlushScratch.borrow(scratches);
            try {
                if (flushTurn(scratch)) {
                    outbox.keepBacklog(scratch.leftBehind);
                }
                countWindow();
            } catch (Throwable failure) {
                scratch.abandonFrames(outbox);
                throw failure;
            } finally {
                scratch.giveBack();
            }
        } catch (Throwable failure) {
            connection.failed("cannot write", failure);
        } finally {
            flusher = null;
        }
    }

    /** Sends CLOSE behind everything that the outbox still holds, in the next flush. */
    void closeBehindBacklog(CloseReason reason) {
        closing = reason;
    }

    /** Answers the peer's CLOSE behind everything that the outbox still holds, when we close too. */
    void answerClose(Callback answer) {
        closeAnswer = answer;
        flush();
    }

    int windowBytes() {
        return windowBytes.get();
    }

    /** Whether a write has been under way since before {@code sinceNanos} without any progress. */
    boolean isStuckSince(long sinceNanos) {
        return windowFrames.get() > 0
                && progressNanos - sinceNanos < 0
                && connection.endPoint().lastTakenNanos() - sinceNanos < 0;
    }

    /** Whether it may have left frames in the outbox. */
    private boolean flushTurn(FlushScratch scratch) {
        int written = 0;
        while (windowFrames.get() < WINDOW_FRAMES && windowBytes.get() < WINDOW_BYTES) {
            if (written > TURN_BYTES) {
                connection.flushLater();
                return true;
            }
            int count = outbox.take(scratch.frames, WINDOW_BYTES);
            if (count == 0) {
                closeIfAsked();
                return false;
            }
            int bytes = framing == null ? writeEach(scratch, count) : writeBatched(scratch, count);
            counters.flushes.increment();
            counters.messagesOut.add(count);
            counters.bytesOut.add(bytes);
            written += bytes;
        }
        closeIfAsked();
        return true;
    }

    private void closeIfAsked() {
        CloseReason reason = closing;
        if (reason != null && outbox.isEmpty()) {
            sendClose(reason);
        }
    }

    private void sendClose(CloseReason reason) {
        Callback answer = closeAnswer;
        if (answer != null) {
            // Behind a CLOSE of ours this ends the connection instead.
            closeAnswer = null;
            closeSent = true;
            answer.succeeded();
        } else if (!closeSent) {
            closeSent = true;
            Callback whenWritten = Callback.from(Invocable.InvocationType.NON_BLOCKING, connection::closeWritten);
            session.sendFrame(new ClosingFrame(reason), whenWritten, false);
        }
    }

    /** A peer that keeps up has an empty window at the end of a flush, and costs nothing here. */
    private void countWindow() {
        boolean isStuck = windowFrames.get() > 0;
        if (isStuck || windowCounted) {
            windowCounted = isStuck;
            long own = isStuck ? windowOwnBytes.get() : 0;
            outbox.unwritten(own > 0 ? Math.max(own, UpgradedConnection.OUTPUT_BUFFER_BYTES) : 0);
        }
    }

    private int writeEach(FlushScratch scratch, int count) {
        int bytes = 0;
        int handedOver = 0;
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            boolean last = i == count - 1;
            if (frame.isShared()) {
                byte[] shared = outbox.encode(frame, serializer);
                bytes += shared.length;
                scratch.frames[i] = null;
                scratch.leftBehind[handedOver++] = frame;
                // Jetty copies small frames together, so that each connection keeps a copy of its own.
                int copied = shared.length < UpgradedConnection.OUTPUT_BUFFER_BYTES ? shared.length : 0;
                write(ByteBuffer.wrap(shared), new Written(shared.length, copied, frame), !last);
            } else {
                ByteSink sink = scratch.sink();
                serializer.encode(frame.message(), sink);
                bytes += sink.size();
                writeSink(scratch, sink, !last);
            }
        }
        if (handedOver > 0) {
            keepHandedOver(scratch.leftBehind, handedOver);
        }
        return bytes;
    }

    /** Of a peer that keeps up the transport has got rid of them by now. */
    private void keepHandedOver(OutboundFrame[] shared, int count) {
        if (windowFrames.get() > 0) {
            outbox.keep(shared, count);
        } else {
            Arrays.fill(shared, 0, count, null);
        }
    }

    private int writeBatched(FlushScratch scratch, int count) {
        int bytes = 0;
        ByteSink sink = scratch.sink();
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            int begin = framing.begin(sink);
            if (frame.isShared()) {
                byte[] shared = outbox.encode(frame, serializer);
                sink.write(shared, 0, shared.length);
                scratch.frames[i] = null;
                outbox.written(frame);
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
        Written written = new Written(sink.size(), sink.array().length, null);
        if (!write(ByteBuffer.wrap(sink.array(), 0, sink.size()), written, more)) {
            scratch.surrenderSink();
        }
    }

    /** Hands bytes to Jetty; true when it is done with them on return. With {@code more} it may wait for the next. */
    private boolean write(ByteBuffer payload, Written written, boolean more) {
        if (windowFrames.getAndIncrement() == 0) {
            progressNanos = System.nanoTime();
        }
        windowBytes.addAndGet(written.bytes);
        windowOwnBytes.addAndGet(written.ownBytes);
        byte opCode = serializer.format().isBinary() ? OpCode.BINARY : OpCode.TEXT;
        try {
            session.sendFrame(new Frame(opCode, true, payload), written, more);
        } catch (Throwable failure) {
            written.complete();
            throw failure;
        }
        return written.done;
    }

    /** One frame's way through Jetty. */
    private final class Written implements Callback {
        private final int bytes;
        private final int ownBytes;
        private final OutboundFrame shared;

        // Only the thread that wrote asks for it; seen late from another one, the sink is surrendered in vain.
        private boolean done;

        /** @param shared what others hold too, or null */
        Written(int bytes, int ownBytes, OutboundFrame shared) {
            this.bytes = bytes;
            this.ownBytes = ownBytes;
            this.shared = shared;
        }

        @Override
        public void succeeded() {
            complete();
            if (flusher != Thread.currentThread()) {
                progressNanos = System.nanoTime();
                if (closing != null || windowCounted || !outbox.isEmpty()) {
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
            if (done) {
                return;
            }
            done = true;
            windowBytes.addAndGet(-bytes);
            windowOwnBytes.addAndGet(-ownBytes);
            windowFrames.decrementAndGet();
            if (shared != null) {
                outbox.written(shared);
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
