package io.signalbox.transport.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound over all outboxes of a node, so that ten thousand slow peers cannot exhaust its memory: beyond it the
 * heaviest backlog goes first. Any thread may use it.
 */
public final class OutboundBudget {
    /** What every outbox may hold uncounted, so that the traffic of healthy peers never meets here. */
    static final long FREE_BYTES = 16 * 1024;

    /** Outboxes reserve in steps, for the same reason. */
    static final long STEP_BYTES = 64 * 1024;

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();
    private final Set<Outbox> outboxes = ConcurrentHashMap.newKeySet();

    public OutboundBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** A quarter of the heap. */
    public static OutboundBudget ofHeap() {
        return new OutboundBudget(Runtime.getRuntime().maxMemory() / 4);
    }

    public void enter(Outbox outbox) {
        outboxes.add(outbox);
    }

    public void leave(Outbox outbox) {
        outboxes.remove(outbox);
    }

    /** What is reserved, in bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** Reserves, and tells whether that is more than there is, so that {@link #evictHeaviest} is due. */
    boolean reserve(long bytes) {
        return reserved.addAndGet(bytes) > maxBytes;
    }

    void release(long bytes) {
        reserved.addAndGet(-bytes);
    }

    /** Empties the outboxes with the largest backlogs until the budget holds again. */
    void evictHeaviest() {
        while (reserved.get() > maxBytes) {
            Outbox heaviest = null;
            long most = 0;
            for (Outbox outbox : outboxes) {
                if (outbox.pendingBytes() > most) {
                    most = outbox.pendingBytes();
                    heaviest = outbox;
                }
            }
            if (heaviest == null) {
                return;
            }
            heaviest.evict();
        }
    }
}
