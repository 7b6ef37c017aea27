package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.MessageCompression;
import java.util.zip.Deflater;

/**
 * Compressor of the messages of one connection (RFC 7692 section 7.2.1, Compression).
 *
 * <p>Confined to the thread that flushes the connection, except {@link #end}.
 */
final class MessageDeflater implements MessageCompression {
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

    /** Null until the first message, and without context takeover. */
    private Deflater own;

    /** @param takesOver whether messages may refer to earlier messages */
    MessageDeflater(boolean takesOver, DeflateSettings settings, DeflateMemory memory, TransportCounters counters) {
        this.takesOver = takesOver;
        this.settings = settings;
        this.memory = memory;
        this.counters = counters;
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
            deflate(memory.scratch().deflater(), message, length, into);
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
            deflate(own, message, length, into);
            return true;
        } finally {
            if (use.leave()) {
                free();
            }
        }
    }

    private void deflate(Deflater deflater, byte[] message, int length, ByteSink into) {
        deflater.setInput(message, 0, length);
        int room;
        int written;
        do {
            into.ensure(MIN_ROOM_BYTES);
            room = into.array().length - into.size();
            written = deflater.deflate(into.array(), into.size(), room, Deflater.SYNC_FLUSH);
            into.advance(written);
        } while (written == room);
        // Otherwise the deflater would keep the message alive.
        deflater.setInput(NOTHING);
        into.truncate(into.size() - TAIL_BYTES);
        counters.bytesDeflated.add(length);
        counters.bytesAfterDeflate.add(into.size());
    }

    /** Frees the memory. Thread-safe and idempotent. */
    void end() {
        if (use.end()) {
            free();
        }
    }

    private void free() {
        if (own != null) {
            own.end();
            own = null;
        }
    }
}
