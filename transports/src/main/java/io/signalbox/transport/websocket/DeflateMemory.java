package io.signalbox.transport.websocket;

import io.signalbox.transport.TransportCounters;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Native memory of the compressed connections of a node, and its limit. A connection reserves its maximum in the handshake, so
 * that no connection lacks memory later. If too little is left, the handshake agrees on terms that need less. Thread-safe.
 *
 * <p>Streams without context takeover belong to the threads, see {@link #scratch}. They are not reserved, because their number
 * is that of the threads that read or write.
 */
public final class DeflateMemory {
    /** Memory of a compressing stream of zlib with a window of 15 bits and memory level 8. */
    static final long DEFLATER_BYTES = 268 << 10;

    /** Memory of a decompressing stream of zlib with a window of 15 bits. */
    static final long INFLATER_BYTES = 44 << 10;

    private final long maxBytes;
    private final TransportCounters counters;
    private final AtomicLong reserved = new AtomicLong();
    private final ThreadLocal<DeflateScratch> scratches = ThreadLocal.withInitial(DeflateScratch::new);

    public DeflateMemory(long maxBytes, TransportCounters counters) {
        this.maxBytes = maxBytes;
        this.counters = counters;
    }

    /** Returns a limit of an eighth of the maximum heap. */
    public static DeflateMemory ofHeap(TransportCounters counters) {
        return new DeflateMemory(Runtime.getRuntime().maxMemory() / 8, counters);
    }

    /** Memory that is reserved for one connection. Thread-safe. */
    final class Share {
        private final long bytes;
        private final boolean takesOver;
        private final AtomicBoolean released = new AtomicBoolean();

        private Share(long bytes, boolean takesOver) {
            this.bytes = bytes;
            this.takesOver = takesOver;
        }

        /** Returns whether the own messages of the connection may refer to earlier ones. */
        boolean takesOver() {
            return takesOver;
        }

        /** Gives the memory back. Idempotent. */
        void release() {
            if (released.compareAndSet(false, true)) {
                reserved.addAndGet(-bytes);
            }
        }
    }

    /** Returns the reserved bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /**
     * Reserves memory for a connection.
     *
     * @param takesOver whether the own messages of the connection are to refer to earlier ones
     * @return the reserved memory, without context takeover if too little memory is left for that; empty if too little is left
     *     for any compression
     */
    Optional<Share> reserve(boolean takesOver) {
        // The other half is for connections without context takeover, which need a seventh of the memory.
        if (takesOver && tryReserve(INFLATER_BYTES + DEFLATER_BYTES, maxBytes / 2)) {
            return Optional.of(new Share(INFLATER_BYTES + DEFLATER_BYTES, true));
        }
        Optional<Share> smaller =
                tryReserve(INFLATER_BYTES, maxBytes) ? Optional.of(new Share(INFLATER_BYTES, false)) : Optional.empty();
        if (takesOver || smaller.isEmpty()) {
            counters.compressionReduced.increment();
        }
        return smaller;
    }

    /** Returns the counters of the transports whose connections it limits. */
    public TransportCounters counters() {
        return counters;
    }

    /** Returns the buffers and streams of the current thread. */
    DeflateScratch scratch() {
        return scratches.get();
    }

    private boolean tryReserve(long bytes, long upTo) {
        if (reserved.addAndGet(bytes) <= upTo) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }
}
