package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.codec.ProtocolViolation;

/**
 * Several WAMP messages in one WebSocket message (spec: WebSocket Transport, batched). In JSON each ends with a
 * separator, in the binary formats each begins with its length in four bytes, big-endian.
 *
 * <p>Reading is confined to the connection's deliveries, writing to its flushes.
 */
final class BatchFraming {
    private static final byte SEPARATOR = 0x1E;

    /** Shipped clients have written the separator's octal digits as if they were decimal. */
    private static final byte MISTAKEN_SEPARATOR = 0x18;

    private static final int LENGTH_BYTES = 4;

    private final boolean binary;

    // Written by deliveries, read by flushes; a client is answered with the separator that it uses.
    private volatile byte separator = SEPARATOR;

    BatchFraming(boolean binary) {
        this.binary = binary;
    }

    /** Bytes in front of a message. */
    int headerBytes() {
        return binary ? LENGTH_BYTES : 0;
    }

    /** Bytes behind a message. */
    int trailerBytes() {
        return binary ? 0 : 1;
    }

    /** The end of the message, without trailer, that begins at {@code offset} behind its header. */
    int endOfMessage(byte[] batch, int offset) throws ProtocolViolation {
        return binary ? endByLength(batch, offset) : endBySeparator(batch, offset);
    }

    private static int endByLength(byte[] batch, int offset) throws ProtocolViolation {
        if (offset > batch.length) {
            throw new ProtocolViolation("a batch ends within a length");
        }
        int header = offset - LENGTH_BYTES;
        int length = (batch[header] & 0xFF) << 24
                | (batch[header + 1] & 0xFF) << 16
                | (batch[header + 2] & 0xFF) << 8
                | batch[header + 3] & 0xFF;
        if (length <= 0 || length > batch.length - offset) {
            throw new ProtocolViolation("a batch names the length " + (length & 0xFFFFFFFFL) + " where "
                    + (batch.length - offset) + " bytes follow");
        }
        return offset + length;
    }

    private int endBySeparator(byte[] batch, int offset) throws ProtocolViolation {
        for (int i = offset; i < batch.length; i++) {
            // JSON itself cannot contain either of them.
            if (batch[i] == SEPARATOR || batch[i] == MISTAKEN_SEPARATOR) {
                if (batch[i] != separator) {
                    separator = batch[i];
                }
                return i;
            }
        }
        throw new ProtocolViolation("a batched message lacks its separator");
    }

    /** Begins a message; the result goes to {@link #end}. */
    int begin(ByteSink out) {
        if (binary) {
            for (int i = 0; i < LENGTH_BYTES; i++) {
                out.write(0);
            }
        }
        return out.size();
    }

    /** Ends the message that began at {@code start}. */
    void end(ByteSink out, int start) {
        if (!binary) {
            out.write(separator);
            return;
        }
        int length = out.size() - start;
        byte[] bytes = out.array();
        bytes[start - 4] = (byte) (length >>> 24);
        bytes[start - 3] = (byte) (length >>> 16);
        bytes[start - 2] = (byte) (length >>> 8);
        bytes[start - 1] = (byte) length;
    }
}
