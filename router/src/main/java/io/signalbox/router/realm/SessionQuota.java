package io.signalbox.router.realm;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limit on the number of sessions of a listener or of the node.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class SessionQuota {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** @param max largest number of sessions at a time, from 1 */
    public SessionQuota(int max) {
        this.max = max;
    }

    boolean tryTake() {
        int before = taken.getAndUpdate(count -> count < max ? count + 1 : count);
        if (before < max) {
            return true;
        }
        refused.incrementAndGet();
        return false;
    }

    void giveBack() {
        taken.decrementAndGet();
    }

    public int taken() {
        return taken.get();
    }

    /** Returns the number of sessions that count at present, and the number of refused ones since the start. */
    public Map<String, Long> counters() {
        return Map.of("open", (long) taken.get(), "refused", refused.get());
    }

    /** Returns the number of HELLOs that the quota has refused. */
    public long refused() {
        return refused.get();
    }
}
