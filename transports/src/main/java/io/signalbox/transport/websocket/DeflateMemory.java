package io.signalbox.transport.websocket;

import io.signalbox.transport.TransportCounters;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory outside of the heap that the compressed connections of a node take, and its bound. Each connection reserves
 * what it may need at most when it opens, so that none fails later for want of it: where there is not enough left, the
 * terms cost less. Thread-safe.
 *
 * <p>Connections without context take over what they need for one message from the thread that they are on, see {@link
 * #scratch}. That is not reserved: there is one for each thread that reads or writes.
 */
public final class DeflateMemory {
    /** What zlib takes for a compressing stream with a window of 15 bits and memory level 8. */
    static final long DEFLATER_BYTES = 268 << 10;

    /** What zlib takes for a decompressing stream with a window of 15 bits. */
    static final long INFLATER_BYTES = 44 << 10;

    private final long maxBytes;
    private final TransportCounters counters;
    private final AtomicLong reserved = new AtomicLong();
    private final ThreadLocal<DeflateScratch> scratches = ThreadLocal.withInitial(DeflateScratch::new);

    public DeflateMemory(long maxBytes, TransportCounters counters) {
        this.maxBytes = maxBytes;
        this.counters = counters;
    }

    /** As much as an eighth of the heap. */
    public static DeflateMemory ofHeap(TransportCounters counters) {
        return new DeflateMemory(Runtime.getRuntime().maxMemory() / 8, counters);
    }

    /** What is reserved, in bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /**
     * Reserves memory for a connection, to be given back with {@link #release}.
     *
     * @return the terms that the memory allows; empty when the connection cannot be compressed
     */
    Optional<DeflateTerms> reserve(DeflateTerms wanted) {
        // The other half is left to connections that cost a sixth: else a few clients would take all of it.
        if (tryReserve(bytes(wanted), wanted.serverTakesOver() ? maxBytes / 2 : maxBytes)) {
            counters.compressed.increment();
            return Optional.of(wanted);
        }
        counters.compressionReduced.increment();
        DeflateTerms cheaper = wanted.withoutServerTakeover();
        if (wanted.serverTakesOver() && tryReserve(bytes(cheaper), maxBytes)) {
            counters.compressed.increment();
            return Optional.of(cheaper);
        }
        return Optional.empty();
    }

    void release(DeflateTerms terms) {
        reserved.addAndGet(-bytes(terms));
    }

    /** What the calling thread has for messages of any connection. */
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

    private static long bytes(DeflateTerms terms) {
        return terms.serverTakesOver() ? INFLATER_BYTES + DEFLATER_BYTES : INFLATER_BYTES;
    }
}
