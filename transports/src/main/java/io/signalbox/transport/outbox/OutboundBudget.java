package io.signalbox.transport.outbox;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bound over all outboxes of a node, so that ten thousand slow peers cannot exhaust its memory: beyond it the
 * heaviest backlog goes first. Any thread may use it.
 *
 * <p>What counts: of peers that keep up, only backlogs beyond {@link #FREE_BYTES}, so that they never meet here. Of a
 * peer that leaves a write unfinished everything: its backlog and what the transport holds of it, buffers included. A
 * frame that several peers get counts once, with its encodings and translations as they are made, from its first append
 * until the last of them is rid of it.
 *
 * <p>One evictor at a time looks for the heaviest, on a thread of its own: whoever appends is inside a realm as a rule, and
 * two that appended at the same time would evict two for what one is enough for.
 */
public final class OutboundBudget {
    /** What an outbox may hold uncounted while its peer keeps up. Nor is less than that ever evicted. */
    static final long FREE_BYTES = 16 * 1024;

    /** Outboxes reserve in steps, for the same reason. */
    static final long STEP_BYTES = 64 * 1024;

    private final long maxBytes;
    private final Executor evictor;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicInteger evictions = new AtomicInteger();
    private final Set<Outbox> outboxes = ConcurrentHashMap.newKeySet();

    /** @param evictor runs what looks for the heaviest; on the thread that asks only where that is in no realm */
    public OutboundBudget(long maxBytes, Executor evictor) {
        this.maxBytes = maxBytes;
        this.evictor = evictor;
    }

    /** A quarter of the heap. */
    public static OutboundBudget ofHeap(Executor evictor) {
        return new OutboundBudget(Runtime.getRuntime().maxMemory() / 4, evictor);
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

    /** Has the evictor see to it that no more is reserved than there is. Call it without the lock of an outbox. */
    void evictHeaviest() {
        if (evictions.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            evictor.execute(this::evict);
        } catch (RejectedExecutionException stopped) {
            // The node stops, and closes all of them.
            evictions.set(0);
        }
    }

    private void evict() {
        int seen = evictions.get();
        try {
            evictWhileCrowded();
        } finally {
            if (evictions.addAndGet(-seen) > 0) {
                execute();
            }
        }
    }

    /**
     * Empties the outboxes with the largest backlogs, one after the other, until no more is reserved than there is. A frame
     * that others hold too is not set free by that: no more backlogs go than are as large as what was reserved too much, and
     * should it still be too much, the next reservation evicts the next one.
     */
    private void evictWhileCrowded() {
        long excess = reserved.get() - maxBytes;
        long evicted = 0;
        while (evicted < excess && reserved.get() > maxBytes) {
            Outbox heaviest = heaviest();
            if (heaviest == null) {
                return;
            }
            evicted += heaviest.evict();
        }
    }

    private Outbox heaviest() {
        Outbox heaviest = null;
        long most = FREE_BYTES;
        for (Outbox outbox : outboxes) {
            long weight = outbox.weightBytes();
            if (weight > most) {
                most = weight;
                heaviest = outbox;
            }
        }
        return heaviest;
    }
}
