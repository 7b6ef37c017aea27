package io.signalbox.router.store;

/** The bytes that the histories of one realm keep alive together. Confined to the realm's loop. */
public final class MemoryBudget {
    private final long maxBytes;
    private long usedBytes;
    private long droppedEvents;
    private boolean dropping;

    public MemoryBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    long usedBytes() {
        return usedBytes;
    }

    /** Events that found no room at all. */
    public long droppedEvents() {
        return droppedEvents;
    }

    boolean take(long bytes) {
        if (usedBytes + bytes > maxBytes) {
            return false;
        }
        usedBytes += bytes;
        dropping = false;
        return true;
    }

    void giveBack(long bytes) {
        usedBytes -= bytes;
    }

    /** Counts an event that found no room; true for the first in a row. */
    boolean dropped() {
        droppedEvents++;
        boolean first = !dropping;
        dropping = true;
        return first;
    }
}
