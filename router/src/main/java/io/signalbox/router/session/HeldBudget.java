package io.signalbox.router.session;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Budget of a node for what it holds on behalf of its sessions: calls that wait or may be rerouted, testaments,
 * subscriptions and registrations. The limits of a session do not protect the node, because clients may open many sessions.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class HeldBudget {
    private static final Logger LOG = LoggerFactory.getLogger(HeldBudget.class);

    private final long maxBytes;
    private final AtomicLong reserved = new AtomicLong();

    /** Number of refusals since a quarter of the budget was free for the last time. The first refusal is logged. */
    private final AtomicLong refusals = new AtomicLong();

    /** @param maxBytes heap bytes, from 0 */
    public HeldBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns a budget of an eighth of the heap. */
    public static HeldBudget ofHeap() {
        return new HeldBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Returns the reserved bytes. */
    public long reservedBytes() {
        return reserved.get();
    }

    /** Returns whether the budget has room for more bytes. Another thread may reserve the room at any time. */
    public boolean hasRoom(long bytes) {
        return reserved.get() + bytes <= maxBytes || refused();
    }

    /** Reserves bytes. Returns false, and reserves nothing, if the budget is exhausted. */
    public boolean tryReserve(long bytes) {
        if (reserve(bytes)) {
            return true;
        }
        release(bytes);
        return false;
    }

    /** Reserves bytes that are held already, even beyond the limit. Returns false if the budget is exhausted. */
    public boolean reserve(long bytes) {
        return reserved.addAndGet(bytes) <= maxBytes || refused();
    }

    /** Returns false. */
    private boolean refused() {
        if (refusals.getAndIncrement() == 0) {
            LOG.warn(
                    "waiting calls, testaments, subscriptions and registrations take {} bytes, max_held_bytes is {};"
                            + " requests that need more are refused",
                    reservedBytes(),
                    maxBytes);
        }
        return false;
    }

    /** Gives back bytes that were reserved. */
    public void release(long bytes) {
        long left = reserved.addAndGet(-bytes);
        if (refusals.get() > 0 && left <= maxBytes / 4 * 3) {
            long refused = refusals.getAndSet(0);
            if (refused > 0) {
                LOG.warn(
                        "waiting calls, testaments, subscriptions and registrations take {} bytes again; requests"
                                + " that max_held_bytes refused: {}",
                        left,
                        refused);
            }
        }
    }
}
