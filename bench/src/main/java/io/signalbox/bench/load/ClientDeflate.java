package io.signalbox.bench.load;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * permessage-deflate of one client (RFC 7692), which compresses what the router would compress by default. Confined to its
 * loop.
 */
final class ClientDeflate {
    private static final int MIN_BYTES = 256;
    private static final byte[] TAIL = {0, 0, -1, -1};
    private static final int ROOM_BYTES = 1024;

    private final boolean takesOver;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);
    private final ByteSink compressed = new ByteSink(ROOM_BYTES);
    private final ByteSink inflated = new ByteSink(ROOM_BYTES);

    /** @param takesOver whether messages of either side refer to the ones before them */
    ClientDeflate(boolean takesOver) {
        this.takesOver = takesOver;
    }

    /** Offered parameters, which the router has to accept unchanged. */
    String offer() {
        return takesOver
                ? "permessage-deflate"
                : "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    }

    boolean isFor(int messageBytes) {
        return messageBytes >= MIN_BYTES;
    }

    /** Output for the current message. */
    ByteSink compress(byte[] message, int length) {
        if (!takesOver) {
            deflater.reset();
        }
        compressed.clear();
        deflater.setInput(message, 0, length);
        int room;
        int written;
        do {
            compressed.ensure(ROOM_BYTES);
            room = compressed.array().length - compressed.size();
            written = deflater.deflate(compressed.array(), compressed.size(), room, Deflater.SYNC_FLUSH);
            compressed.advance(written);
        } while (written == room);
        compressed.truncate(compressed.size() - TAIL.length);
        return compressed;
    }

    byte[] inflate(byte[] message) throws ProtocolViolation {
        if (!takesOver) {
            inflater.reset();
        }
        inflated.clear();
        try {
            for (byte[] part : new byte[][] {message, TAIL}) {
                inflater.setInput(part);
                int some;
                do {
                    inflated.ensure(ROOM_BYTES);
                    int room = inflated.array().length - inflated.size();
                    some = inflater.inflate(inflated.array(), inflated.size(), room);
                    inflated.advance(some);
                } while (some > 0);
            }
        } catch (DataFormatException e) {
            throw new ProtocolViolation("cannot be decompressed: " + e.getMessage());
        }
        return inflated.toByteArray();
    }
}
