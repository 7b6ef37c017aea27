package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.BatchFraming;
import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.outbox.Outbox;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writer of one connection: encodes the frames of the outbox and writes the frames to the socket. While the peer has not
 * accepted the written bytes, all further frames stay in the outbox, which counts them.
 *
 * <p>Thread safety: any thread may flush. One thread at a time flushes, on behalf of all other threads that request a
 * flush.
 */
final class MessageWriter {
    /** Bytes taken from the outbox for one write. Bounds the encoded small messages of a peer that stops reading. */
    private static final int TAKE_BYTES = 48 * 1024;

    /** Bytes that one flush writes to a peer that keeps up, before other connections are served. */
    private static final int TURN_BYTES = 1024 * 1024;

    private static final int BATCH_MESSAGE_BYTES = 32 * 1024;

    private final FramedConnection connection;
    private final Outbox outbox;
    private final Framing framing;

    /** Null without compression. */
    private final MessageCompression compression;

    /** Whether each message is one frame without compression, as on nearly all connections. */
    private final boolean isPlain;

    private final int maxMessageBytes;
    private final Serializer serializer;
    private final BatchFraming batching;
    private final Lifecycle lifecycle;
    private final ThreadLocal<FlushScratch> scratches;
    private final TransportCounters counters;
    private final SocketWriter socket;
    private final Pongs pongs = new Pongs();

    private final LongMessages longMessages;

    /** Requested flushes. The first one is that of {@link #begin}, so that no other flush writes before. */
    private final AtomicInteger requests = new AtomicInteger(1);

    /** Whether PINGs or PONGs may wait. */
    private volatile boolean controlWaits;

    private volatile byte[] ping;

    /** Creates the writer of a connection. */
    MessageWriter(FramedConnection connection, Framing framing, MessageFormat format) {
        this.connection = connection;
        this.outbox = connection.outbox();
        this.socket = new SocketWriter(connection);
        this.framing = framing;
        this.compression = framing.compression();
        this.isPlain = compression == null && framing.fragmentBytes() == Integer.MAX_VALUE;
        this.maxMessageBytes = framing.maxMessageBytes();
        this.serializer = format.serializer();
        this.batching = format.batching();
        this.lifecycle = connection.lifecycle();
        this.scratches = connection.context().scratches();
        this.counters = connection.context().resources().counters();
        this.longMessages = new LongMessages(connection, serializer, compression);
    }

    SocketWriter socket() {
        return socket;
    }

    /**
     * Begins to write, with the messages that were sent before. Called when the connection has a listener: a message may turn out
     * to be too long, which the listener has to be told.
     */
    void begin() {
        flushFirst();
    }

    /** Answers a PING at the end of the round or sooner. Called on the reading thread. */
    void pong(byte[] payload) {
        boolean isTime = pongs.add(payload);
        controlWaits = true;
        if (isTime) {
            flush();
        } else {
            connection.flushInRound();
        }
    }

    /** Sends a PING, soon. */
    void ping(byte[] payload) {
        ping = payload;
        controlWaits = true;
        connection.flushLater();
    }

    /** Announces that a long message is about to enter the outbox. Thread-safe. */
    void expectLong() {
        longMessages.expect();
    }

    /**
     * Writes the outbox as far as the peer accepts the bytes. A write that does not complete continues by itself. A codec
     * thread takes over if the next message takes milliseconds to encode.
     */
    void flush() {
        if (requests.getAndIncrement() == 0) {
            flushFirst();
        } else {
            longMessages.keepBacklog();
        }
    }

    /** Carries out the flush that no other flush precedes. */
    private void flushFirst() {
        if (isNextCostly() && longMessages.isFlushedElsewhere(this::flushRequested)) {
            longMessages.keepBacklog();
        } else {
            flushRequested();
        }
    }

    private boolean isNextCostly() {
        return !socket.isWriting() && longMessages.isNextCostly();
    }

    private void flushRequested() {
        int seen = 1;
        do {
            flushOnce();
            seen = requests.addAndGet(-seen);
        } while (seen != 0 && !(isNextCostly() && longMessages.isFlushedElsewhere(this::flushRequested)));
    }

    /** Never throws, because the calling thread flushes other connections as well. */
    private void flushOnce() {
        try {
            FlushScratch scratch = FlushScratch.borrow(scratches);
            try {
                if (flushTurn(scratch)) {
                    outbox.keepBacklog(scratch.leftBehind);
                }
            } catch (Throwable failure) {
                scratch.abandon(outbox);
                throw failure;
            } finally {
                scratch.giveBack();
            }
        } catch (Throwable failure) {
            // Only whole frames were written or are held, so that CLOSE can follow them.
            connection.failed("cannot write", failure);
            socket.finishLater();
        }
    }

    /** Returns whether the outbox may have more frames. */
    private boolean flushTurn(FlushScratch scratch) {
        if (socket.isWriting()) {
            return true;
        }
        int written = 0;
        while (written <= TURN_BYTES && (written == 0 || !isNextCostly())) {
            int count = scratch.take(outbox, TAKE_BYTES);
            if (socket.isDropping()) {
                scratch.abandon(outbox);
            } else {
                written += writeTaken(scratch, count);
            }
            if (socket.finishLater()) {
                return true;
            }
            if (count == 0) {
                longMessages.outboxIsEmpty();
                return false;
            }
        }
        connection.flushLater();
        return true;
    }

    private int writeTaken(FlushScratch scratch, int count) {
        int bytes = 0;
        if (controlWaits) {
            gatherControl(scratch.gather.buffer());
        }
        if (count > 0) {
            bytes = batching == null ? gatherEach(scratch, count) : gatherBatched(scratch, count);
            counters.flushes.increment();
            counters.messagesOut.add(count);
            counters.bytesOut.add(bytes);
        }
        if (lifecycle.output() == Lifecycle.Output.CLOSING && !socket.closeIsGathered() && outbox.isEmpty()) {
            makeRoom(scratch, framing.maxControlBytes());
            framing.writeClose(scratch.gather.buffer(), connection.closeReason());
            socket.gathersClose();
        }
        socket.write(scratch, null);
        return bytes;
    }

    private void gatherControl(ByteBuffer buffer) {
        controlWaits = false;
        pongs.writeTo(buffer, framing);
        byte[] payload = ping;
        if (payload != null) {
            ping = null;
            framing.writePing(buffer, payload);
        }
    }

    private int gatherEach(FlushScratch scratch, int count) {
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            if (frame.isShared()) {
                byte[] shared = outbox.encode(frame, serializer);
                if (isSendable(frame, shared.length)) {
                    bytes += shared.length;
                    gatherShared(scratch, shared, frame);
                } else {
                    outbox.written(frame);
                }
                scratch.frames[i] = null;
            } else {
                ByteSink sink = scratch.sink();
                serializer.encode(frame.message(), sink);
                if (isSendable(frame, sink.size())) {
                    bytes += sink.size();
                    gatherSink(scratch, sink);
                }
            }
        }
        return bytes;
    }

    /** Returns whether the peer accepts a message of this length. If not, notifies the listener of the connection. */
    private boolean isSendable(OutboundFrame frame, int length) {
        if (length <= maxMessageBytes) {
            return true;
        }
        connection.delivery().tooLong(frame.message());
        return false;
    }

    private int gatherBatched(FlushScratch scratch, int count) {
        int bytes = 0;
        ByteSink sink = scratch.sink();
        for (int i = 0; i < count; i++) {
            OutboundFrame frame = scratch.frames[i];
            int begin = batching.begin(sink);
            if (frame.isShared()) {
                byte[] shared = outbox.encode(frame, serializer);
                sink.write(shared, 0, shared.length);
                scratch.frames[i] = null;
                outbox.written(frame);
            } else {
                serializer.encode(frame.message(), sink);
            }
            batching.end(sink, begin);
            if (sink.size() >= BATCH_MESSAGE_BYTES || i == count - 1) {
                bytes += sink.size();
                gatherSink(scratch, sink);
                sink = scratch.sink();
            }
        }
        return bytes;
    }

    private void gatherShared(FlushScratch scratch, byte[] shared, OutboundFrame frame) {
        if (framing.isMasking() || compression != null && !compression.isShared()) {
            ByteSink sink = scratch.sink();
            sink.write(shared, 0, shared.length);
            gatherSink(scratch, sink);
            outbox.written(frame);
        } else if (!isPlain) {
            byte[] sent = compressedOnce(scratch, shared, frame);
            gatherFrames(scratch, sent, sent.length, sent != shared, frame);
        } else if (shared.length <= Gather.MAX_COPIED_SHARED_BYTES) {
            ByteBuffer buffer = gatherHead(scratch, shared.length, shared.length);
            buffer.put(shared);
            outbox.written(frame);
        } else {
            gatherHead(scratch, shared.length, 0);
            scratch.gather.add(ByteBuffer.wrap(shared), frame);
        }
    }

    /**
     * Returns the bytes of a shared message for all connections with the same compression; the message itself if
     * compression does not shorten the message.
     */
    private byte[] compressedOnce(FlushScratch scratch, byte[] shared, OutboundFrame frame) {
        if (compression == null || !compression.isFor(shared.length)) {
            return shared;
        }
        return outbox.compress(frame, serializer, message -> {
            ByteSink into = scratch.spareSink();
            return compression.compress(message, message.length, into) ? into.toByteArray() : message;
        });
    }

    /** Gathers the content of the sink, whose array is free again afterwards. */
    private void gatherSink(FlushScratch scratch, ByteSink sink) {
        int size = sink.size();
        if (!isPlain) {
            gatherSpecial(scratch, sink);
            return;
        }
        boolean isCopied = size <= Gather.MAX_COPIED_BYTES;
        ByteBuffer buffer = gatherHead(scratch, size, isCopied ? size : 0);
        if (framing.isMasking()) {
            framing.mask(sink.array(), 0, size);
        }
        if (isCopied) {
            buffer.put(sink.array(), 0, size);
        } else {
            scratch.gather.add(ByteBuffer.wrap(sink.array(), 0, size), null);
            socket.write(scratch, sink.array());
        }
    }

    private void gatherSpecial(FlushScratch scratch, ByteSink sink) {
        ByteSink sent = sink;
        if (compression != null && compression.isFor(sink.size())) {
            ByteSink compressed = scratch.spareSink();
            if (compression.compress(sink.array(), sink.size(), compressed)) {
                scratch.swapSinks();
                sent = compressed;
            }
        }
        gatherFrames(scratch, sent.array(), sent.size(), sent != sink, null);
    }

    /**
     * Gathers a message in as many frames as needed.
     *
     * @param holder the shared frame that owns the bytes; null if the array is free again afterwards
     */
    private void gatherFrames(
            FlushScratch scratch, byte[] message, int size, boolean isCompressed, OutboundFrame holder) {
        int maxCopiedBytes = holder == null ? Gather.MAX_COPIED_BYTES : Gather.MAX_COPIED_SHARED_BYTES;
        int at = 0;
        boolean isHeld = false;
        do {
            int bytes = Math.min(size - at, framing.fragmentBytes());
            boolean isLast = at + bytes == size;
            boolean isCopied = bytes <= maxCopiedBytes;
            makeRoom(scratch, Framing.MAX_HEAD_BYTES + (isCopied ? bytes : 0));
            ByteBuffer buffer = scratch.gather.buffer();
            framing.writeHead(buffer, bytes, isCompressed, at == 0, isLast);
            if (framing.isMasking()) {
                framing.mask(message, at, bytes);
            }
            if (isCopied) {
                buffer.put(message, at, bytes);
            } else {
                scratch.gather.add(ByteBuffer.wrap(message, at, bytes), isLast ? holder : null);
                isHeld |= isLast || holder == null;
            }
            at += bytes;
        } while (at < size);
        if (holder == null && isHeld) {
            socket.write(scratch, message);
        } else if (holder != null && !isHeld) {
            outbox.written(holder);
        }
    }

    private ByteBuffer gatherHead(FlushScratch scratch, int messageBytes, int copiedBytes) {
        makeRoom(scratch, Framing.MAX_HEAD_BYTES + copiedBytes);
        ByteBuffer buffer = scratch.gather.buffer();
        framing.writeHead(buffer, messageBytes);
        return buffer;
    }

    private void makeRoom(FlushScratch scratch, int bytes) {
        if (!scratch.gather.hasRoom(bytes)) {
            socket.write(scratch, null);
        }
    }
}
