package io.signalbox.transport.connection;

import java.util.concurrent.atomic.AtomicLong;

/** The bound over all messages of a node that have arrived in part or wait for their delivery. Any thread may use it. */
public final class AssemblyBudget {
    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    public AssemblyBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An eighth of the heap. */
    public static AssemblyBudget ofHeap() {
        return new AssemblyBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** What is reserved, in bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** Whether there was that much left; if so it is reserved now. */
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
