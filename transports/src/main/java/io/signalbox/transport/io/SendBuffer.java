package io.signalbox.transport.io;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * How much the system may hold of what one peer has not taken yet. That begins small and grows, up to the limit of the
 * port, for a peer that fills it and goes on taking: one that is far away and fast needs it. Most never fill it, and for
 * one that stops reading memory would be wasted.
 *
 * <p>Confined to whoever writes.
 */
public final class SendBuffer {
    /** Large enough for a round of small messages to each of many peers that keep up. */
    private static final int FIRST_BYTES = 64 * 1024;

    /**
     * A peer has to take so many times the buffer before it grows. The systems of both ends take some four times of it
     * for a peer that reads nothing.
     */
    private static final int TIMES_TAKEN = 8;

    private final SocketChannel channel;
    private final int limitBytes;
    private int bytes;

    /** What was taken since the buffer was found full at this size, or -1. */
    private long takenBytes = -1;

    /** @param limitBytes as far as it grows; 0 leaves its size to the system */
    public SendBuffer(SocketChannel channel, int limitBytes) {
        this.channel = channel;
        this.limitBytes = limitBytes;
        this.bytes = firstBytes(limitBytes);
    }

    /** What a socket begins with. */
    public static int firstBytes(int limitBytes) {
        return Math.min(limitBytes, FIRST_BYTES);
    }

    SocketChannel channel() {
        return channel;
    }

    /** Notes a write of which the system took so much; {@code all} is false when it had no room for more. */
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
