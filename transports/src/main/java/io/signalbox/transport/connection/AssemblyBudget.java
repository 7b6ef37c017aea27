package io.signalbox.transport.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limit of a node for messages that have arrived in part or wait for their delivery, and for directory listings until they
 * are sent. Thread-safe.
 */
public final class AssemblyBudget {
    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    public AssemblyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns a limit of an eighth of the maximum heap. */
    public static AssemblyBudget ofHeap() {
        return new AssemblyBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Returns the limit. */
    public long maxBytes() {
        return maxBytes;
    }

    /** Returns the reserved bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** Reserves bytes. Returns false if too few are left. */
    public boolean tryReserve(long bytes) {
        if (reserved.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    public void release(long bytes) {
        reserved.addAndGet(-bytes);
    }
}
