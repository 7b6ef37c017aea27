package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.MessageCompression;
import java.util.zip.Deflater;

/**
 * Compresses the messages of one connection (RFC 7692 section 7.2.1, Compression).
 *
 * <p>Confined to whoever writes to the connection, except {@link #end}.
 */
final class MessageDeflater implements MessageCompression {
    private static final byte[] NOTHING = {};

    /** The marker of a flush, which is left out behind each message. */
    private static final int TAIL_BYTES = 4;

    /** With less room for it, zlib repeats the marker. */
    private static final int MIN_ROOM_BYTES = 64;

    private final boolean takesOver;
    private final DeflateSettings settings;
    private final DeflateMemory memory;
    private final TransportCounters counters;
    private final StreamUse use = new StreamUse();

    /** Null until the first message, and always where no message refers to the ones before it. */
    private Deflater own;

    /** @param takesOver whether messages may refer to the ones before them */
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
            // Written even if it is longer: the deflater refers to it from now on, and so must the peer.
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
        // Else it would keep the message alive.
        deflater.setInput(NOTHING);
        into.truncate(into.size() - TAIL_BYTES);
        counters.bytesDeflated.add(length);
        counters.bytesAfterDeflate.add(into.size());
    }

    /** Frees the memory. Any thread; idempotent. */
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
