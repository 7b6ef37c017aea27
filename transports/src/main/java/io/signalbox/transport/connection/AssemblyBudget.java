package io.signalbox.transport.connection;

import java.util.concurrent.atomic.AtomicLong;

/** Limit of all messages of a node that have arrived in part or wait for delivery. Thread-safe. */
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

    /** Returns the reserved bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** Reserves bytes. Returns false if too few are left. */
    boolean tryReserve(long bytes) {
        if (reserved.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        reserved.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        reserved.addAndGet(-bytes);
    }
}
