package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.MessageCompression;
import java.util.zip.Deflater;

/**
 * Compressor of the messages of one connection (RFC 7692 section 7.2.1, Compression). A message is compressed as a whole with
 * {@link #compress}, or in pieces with {@link #begin} and {@link #compressPiece}.
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
    private final StreamUse use = new StreamUse();

    /** Null until the first message; without context takeover, null between two messages and for a whole message. */
    private Deflater own;

    /** Memory of the message in pieces without context takeover; null otherwise. */
    private DeflateMemory.Share ofMessage;

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
            deflate(memory.scratch().deflater(), message, length, Deflater.SYNC_FLUSH, into);
            return into.size() < length;
        }
        if (!use.enter()) {
            return false;
        }
        try {
            if (own == null) {
                own = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            }
            // Sent compressed even if it is longer: later messages refer to this one, and the peer needs the same
            // history.
            deflate(own, message, length, Deflater.SYNC_FLUSH, into);
            return true;
        } finally {
            leave();
        }
    }

    /**
     * Begins a message that is compressed in pieces.
     *
     * @param leastBytes the length of the message as far as it is known
     * @return false if the message has to be written uncompressed, because it is too long, too little memory is left, or the
     *     connection has ended
     */
    public boolean begin(long leastBytes) {
        if (leastBytes > settings.maxSizeBytes() || !use.enter()) {
            return false;
        }
        try {
            if (takesOver) {
                return true;
            }
            ofMessage = memory.reserveMessage().orElse(null);
            return ofMessage != null;
        } finally {
            leave();
        }
    }

    /**
     * Compresses a piece of the message that has begun. What the compressor holds back follows with a later piece.
     *
     * @param isLast whether the piece ends the message
     * @param into an empty sink, which stays empty if the connection has ended
     */
    public void compressPiece(byte[] piece, int length, boolean isLast, ByteSink into) {
        if (!use.enter()) {
            return;
        }
        try {
            if (own == null) {
                own = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            }
            deflate(own, piece, length, isLast ? Deflater.SYNC_FLUSH : Deflater.NO_FLUSH, into);
            if (isLast && !takesOver) {
                free();
            }
        } finally {
            leave();
        }
    }

    private void deflate(Deflater deflater, byte[] message, int length, int flush, ByteSink into) {
        deflater.setInput(message, 0, length);
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
        if (flush == Deflater.SYNC_FLUSH && into.size() == 0) {
            // zlib does not flush twice in a row, so this is a message without a byte (RFC 7692 section 7.2.3.6,
            // Generating an Empty Fragment).
            into.write(0);
        } else if (flush == Deflater.SYNC_FLUSH) {
            into.truncate(into.size() - TAIL_BYTES);
        }
        counters.bytesDeflated.add(length);
        counters.bytesAfterDeflate.add(into.size());
    }

    /** Frees the memory. Thread-safe and idempotent. */
    void end() {
        if (use.end()) {
            free();
        }
    }

    private void leave() {
        if (use.leave()) {
            free();
        }
    }

    private void free() {
        if (own != null) {
            own.end();
            own = null;
        }
        if (ofMessage != null) {
            ofMessage.release();
            ofMessage = null;
        }
    }
}
