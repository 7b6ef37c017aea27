package io.signalbox.transport.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound over all outboxes of a node, so that ten thousand slow peers cannot exhaust its memory: beyond it the
 * heaviest backlog goes first. Any thread may use it.
 *
 * <p>What counts: of peers that keep up, only backlogs beyond {@link #FREE_BYTES}, so that they never meet here. Of a
 * peer that leaves a write unfinished everything: its backlog and what the transport holds of it, buffers included. A frame that several peers get counts once, from its first append until the last of them is rid of it.
 */
public final class OutboundBudget {
    /** What an outbox may hold uncounted while its peer keeps up. Nor is less than that ever evicted. */
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

    /**
     * Empties the outboxes with the largest backlogs until as much is gone as is reserved too much. A frame that others
     * hold too is not set free by that; should it still be too much, the next reservation evicts the next one.
     */
    void evictHeaviest() {
        long excess = reserved.get() - maxBytes;
        while (excess > 0) {
            Outbox heaviest = null;
            long most = FREE_BYTES;
            for (Outbox outbox : outboxes) {
                if (outbox.weightBytes() > most) {
                    most = outbox.weightBytes();
                    heaviest = outbox;
                }
            }
            if (heaviest == null) {
                return;
            }
            heaviest.evict();
            excess -= most;
        }
    }
}
