package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The PONGs that one connection owes. A peer that reads gets one for every PING; of one that does not read, the oldest
 * PINGs are forgotten (RFC 6455 section 5.5.3, Pong), so that it costs no memory. Any thread may use it.
 */
final class Pongs {
    /** Once so many wait, they are written before the round ends. */
    static final int MAX_WAITING = 16;

    /** Made for the first PING: most peers never send one. */
    private ArrayDeque<byte[]> waiting;

    /** Answers a PING; true when it is time to write. */
    synchronized boolean add(byte[] ping) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        if (waiting.size() == MAX_WAITING) {
            waiting.removeFirst();
        }
        waiting.addLast(ping);
        return waiting.size() == MAX_WAITING;
    }

    /** Moves as many as there is room for. */
    synchronized void writeTo(ByteBuffer out, Framing framing) {
        while (waiting != null && !waiting.isEmpty() && out.remaining() >= framing.maxControlBytes()) {
            framing.writePong(out, waiting.removeFirst());
        }
    }
}
