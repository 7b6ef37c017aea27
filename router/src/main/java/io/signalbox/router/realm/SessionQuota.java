package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many sessions a listener or the node may have at once. Any thread may use it. */
public final class SessionQuota {
    private final int max;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicLong refused = new AtomicLong();

    /** @param max sessions, from 1 */
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

    /** How many HELLOs were refused because the quota was used up. */
    public long refused() {
        return refused.get();
    }
}
