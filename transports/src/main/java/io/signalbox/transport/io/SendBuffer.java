package io.signalbox.transport.io;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * Send buffer of one socket in the system. The buffer begins small and grows, up to the limit of the port, for a peer
 * that fills the buffer and continues to read: a distant and fast peer needs a large buffer. Most peers never fill the
 * buffer, and memory for a peer that stops reading would be wasted.
 *
 * <p>Confined to the thread that writes.
 */
public final class SendBuffer {
    /** First size: enough for a round of small messages to each of many peers that keep up. */
    private static final int FIRST_BYTES = 64 * 1024;

    /**
     * Multiple of the buffer that a peer has to read before the buffer grows. The systems of both ends accept about four
     * times the buffer for a peer that reads nothing.
     */
    private static final int TIMES_TAKEN = 8;

    private final SocketChannel channel;
    private final int limitBytes;
    private int bytes;

    /** Bytes accepted since the buffer was first full at this size; -1 before. */
    private long takenBytes = -1;

    /** @param limitBytes largest size, in bytes; 0 leaves the size to the system */
    public SendBuffer(SocketChannel channel, int limitBytes) {
        this.channel = channel;
        this.limitBytes = limitBytes;
        this.bytes = firstBytes(limitBytes);
    }

    /** Returns the first size of the buffer, in bytes. */
    public static int firstBytes(int limitBytes) {
        return Math.min(limitBytes, FIRST_BYTES);
    }

    SocketChannel channel() {
        return channel;
    }

    /**
     * Records a write.
     *
     * @param taken the bytes that the system accepted
     * @param all false if the system had no room for more
     */
    void written(long taken, boolean all) throws IOException {
        if (bytes == limitBytes) {
            return;
        }
        if (takenBytes >= 0) {
            takenBytes += taken;
        } else if (!all) {
            takenBytes = 0;
        }
        if (!all && takenBytes >= (long) TIMES_TAKEN * bytes) {
            bytes = (int) Math.min(2L * bytes, limitBytes);
            takenBytes = 0;
            channel.setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        }
    }
}
