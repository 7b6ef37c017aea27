package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;

/**
 * Follows the heads of the frames as they are read, to find one that announces more than is allowed before its payload
 * arrives: Jetty shows a frame only in the pieces in which it comes. Confined to reading.
 */
final class FrameHeads {
    private static final int MASK_BYTES = 4;

    private final long maxFrameBytes;
    private boolean exceeded;

    private boolean firstByte = true;
    private boolean secondByte;
    private boolean data;
    private boolean masked;
    private int lengthBytesToCome;
    private long length;
    private long payloadToCome;

    FrameHeads(long maxFrameBytes) {
        this.maxFrameBytes = maxFrameBytes;
    }

    /** Whether a frame with data has announced too much. */
    boolean exceeded() {
        return exceeded;
    }

    /** Looks at bytes that were read, and leaves them as they are. */
    void read(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit() && !exceeded) {
            if (payloadToCome > 0) {
                int skipped = (int) Math.min(payloadToCome, bytes.limit() - at);
                payloadToCome -= skipped;
                at += skipped;
            } else {
                readHead(bytes.get(at++) & 0xFF);
            }
        }
    }

    private void readHead(int octet) {
        if (firstByte) {
            data = (octet & 0x0F) < 8;
            firstByte = false;
            secondByte = true;
        } else if (secondByte) {
            masked = (octet & 0x80) != 0;
            length = octet & 0x7F;
            secondByte = false;
            lengthBytesToCome = length == 127 ? 8 : length == 126 ? 2 : 0;
            if (lengthBytesToCome > 0) {
                length = 0;
            } else {
                endHead();
            }
        } else {
            length = length << 8 | octet;
            if (--lengthBytesToCome == 0) {
                endHead();
            }
        }
    }

    private void endHead() {
        exceeded = data && (length < 0 || length > maxFrameBytes);
        payloadToCome = length + (masked ? MASK_BYTES : 0);
        firstByte = true;
    }
}
