package io.signalbox.router.session;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound over what all sessions of a node have it hold: calls that wait or that another callee may get, and testaments.
 * Bounds for each session do not protect the node, since clients may open as many sessions as they like. Any thread may
 * use it.
 */
public final class HeldBudget {
    private static final Logger LOG = LoggerFactory.getLogger(HeldBudget.class);

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    /** How often there was no room since the last time that a quarter was free; the first time is logged. */
    private final AtomicLong refusedNow = new AtomicLong();

    private final AtomicLong refused = new AtomicLong();

    /** @param maxBytes of memory, from 0 */
    public HeldBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** An eighth of the heap. */
    public static HeldBudget ofHeap() {
        return new HeldBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** What is reserved, in bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** How often there was no room. */
    public long refusals() {
        return refused.get();
    }

    /** Whether there was that much left; if so it is reserved now. */
    public boolean tryReserve(long bytes) {
        if (reserve(bytes)) {
            return true;
        }
        release(bytes);
        return false;
    }

    /** Reserves what is kept already; false when that is more than there is. */
    public boolean reserve(long bytes) {
        if (reserved.addAndGet(bytes) <= maxBytes) {
            return true;
        }
        refused.incrementAndGet();
        if (refusedNow.getAndIncrement() == 0) {
            LOG.warn(
                    "the node holds as many bytes of waiting calls and testaments as max_held_bytes allows, {}; further"
                            + " ones are refused",
                    maxBytes);
        }
        return false;
    }

    /** Gives back what was reserved, once. */
    public void release(long bytes) {
        long left = reserved.addAndGet(-bytes);
        if (refusedNow.get() > 0 && left <= maxBytes / 4 * 3) {
            long refusals = refusedNow.getAndSet(0);
            if (refusals > 0) {
                LOG.warn("the node has room for waiting calls and testaments again; it had none {} times", refusals);
            }
        }
    }
}
