package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * PONGs of one connection that have to be written. A peer that reads gets a PONG for each PING. If a peer does not read, its
 * oldest PINGs are dropped (RFC 6455 section 5.5.3, Pong), which bounds the memory. Thread-safe.
 */
final class Pongs {
    /** Maximum number of PONGs. When the number is reached, the PONGs are written before the round ends. */
    static final int MAX_WAITING = 16;

    /** Null until the first PING, which most peers never send. */
    private ArrayDeque<byte[]> waiting;

    /** Adds the PONG for a PING. Returns whether the PONGs have to be written now. */
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

    /** Writes as many PONGs as the buffer has room for. */
    synchronized void writeTo(ByteBuffer out, Framing framing) {
        while (waiting != null && !waiting.isEmpty() && out.remaining() >= framing.maxControlBytes()) {
            framing.writePong(out, waiting.removeFirst());
        }
    }
}
