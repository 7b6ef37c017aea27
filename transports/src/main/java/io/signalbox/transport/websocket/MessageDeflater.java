package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.MessageCompression;
import java.util.zip.Deflater;

/**
 * Compressor of the messages of one connection (RFC 7692 section 7.2.1, Compression). A message is compressed as a whole with
 * {@link #compress}, or in pieces with {@link #begin} and {@link #compressPiece}.
 *
 * <p>Without context takeover, the stream of the thread compresses the pieces that follow one another, up to {@link #pause}: a message
 * that has begun keeps no memory while its peer sends nothing.
 *
 * <p>Confined to the thread that writes the messages, except {@link #end}.
 */
public final class MessageDeflater implements MessageCompression {
    private static final byte[] NOTHING = {};

    /** Length of the marker of a flush, which a sender omits at the end of each message. */
    private static final int TAIL_BYTES = 4;

    /** Minimum of free bytes in the output. With fewer bytes, zlib writes the marker twice. */
    private static final int MIN_ROOM_BYTES = 64;

    private final boolean takesOver;
    private final DeflateSettings settings;
    private final DeflateMemory memory;
    private final TransportCounters counters;
    private final StreamUse use = new StreamUse(this::free);

    /** Null until the first message, and without context takeover. */
    private Deflater own;

    /** Stream of the thread for the pieces since the last {@link #pause}; null if there are none, and with context takeover. */
    private Deflater ofThread;

    /** @param takesOver whether messages may refer to earlier messages */
    MessageDeflater(boolean takesOver, DeflateSettings settings, DeflateMemory memory) {
        this.takesOver = takesOver;
        this.settings = settings;
        this.memory = memory;
        this.counters = memory.counters();
    }

    @Override
    public boolean isFor(int messageBytes) {
        return messageBytes >= settings.minSizeBytes() && messageBytes <= settings.maxSizeBytes();
    }

    @Override
    public boolean isShared() {
        return !takesOver;
    }

    @Override
    public boolean compress(byte[] message, int length, ByteSink into) {
        if (!takesOver) {
            Deflater deflater = memory.scratch().takeDeflater();
            try {
                deflate(deflater, message, length, true, into);
            } finally {
                memory.scratch().giveBack(deflater);
            }
            omitTail(into);
            return into.size() < length;
        }
        // Sent compressed even if it is longer: later messages refer to this one, and the peer needs the same history.
        return compressOwn(message, length, true, into);
    }

    /**
     * Begins a message that is compressed in pieces.
     *
     * @param leastBytes the length of the message as far as it is known
     * @return false if the message has to be written uncompressed, because it is too long
     */
    public boolean begin(long leastBytes) {
        return leastBytes <= settings.maxSizeBytes();
    }

    /**
     * Compresses a piece of the message that has begun. What the compressor holds back follows with a later piece, or with
     * {@link #pause}.
     *
     * @param isLast whether the piece ends the message
     * @param into an empty sink, which stays empty if the connection has ended
     */
    public void compressPiece(byte[] piece, int length, boolean isLast, ByteSink into) {
        if (takesOver) {
            compressOwn(piece, length, isLast, into);
            return;
        }
        if (ofThread == null) {
            ofThread = memory.scratch().takeDeflater();
        }
        deflate(ofThread, piece, length, isLast, into);
        if (isLast) {
            giveBack();
            omitTail(into);
        }
    }

    /**
     * Ends the use of the stream of the thread, if there is one. To be called on the thread of {@link #compressPiece}, before the thread
     * does something else.
     *
     * @param into an empty sink, which gets what the stream holds back
     */
    public void pause(ByteSink into) {
        if (ofThread != null) {
            deflate(ofThread, NOTHING, 0, true, into);
            giveBack();
        }
    }

    private void giveBack() {
        memory.scratch().giveBack(ofThread);
        ofThread = null;
    }

    /** Returns whether the message is compressed; false if the connection has ended. */
    private boolean compressOwn(byte[] message, int length, boolean isLast, ByteSink into) {
        if (!use.enter()) {
            return false;
        }
        try {
            if (own == null) {
                own = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            }
            deflate(own, message, length, isLast, into);
            if (isLast) {
                omitTail(into);
            }
            return true;
        } finally {
            use.leave();
        }
    }

    private void deflate(Deflater deflater, byte[] message, int length, boolean isFlushed, ByteSink into) {
        deflater.setInput(message, 0, length);
        int flush = isFlushed ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH;
        int room;
        int written;
        do {
            into.ensure(MIN_ROOM_BYTES);
            room = into.array().length - into.size();
            written = deflater.deflate(into.array(), into.size(), room, flush);
            into.advance(written);
        } while (written == room);
        // Otherwise the deflater would keep the message alive.
        deflater.setInput(NOTHING);
        counters.bytesDeflated.add(length);
        counters.bytesAfterDeflate.add(into.size());
    }

    /** Removes the marker of the flush at the end of a message. */
    private void omitTail(ByteSink into) {
        if (into.size() == 0) {
            // zlib does not flush twice in a row, so this is a message without a byte (RFC 7692 section 7.2.3.6,
            // Generating an Empty Fragment).
            into.write(0);
            counters.bytesAfterDeflate.increment();
        } else {
            into.truncate(into.size() - TAIL_BYTES);
            counters.bytesAfterDeflate.add(-TAIL_BYTES);
        }
    }

    /** Frees the memory. Thread-safe and idempotent. */
    void end() {
        use.end();
    }

    private void free() {
        if (own != null) {
            own.end();
            own = null;
        }
    }
}
