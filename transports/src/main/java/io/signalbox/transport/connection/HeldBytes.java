package io.signalbox.transport.connection;

/**
 * Bytes of a message that waits for its delivery, charged to the budget of the node and given back once. Thread-safe.
 *
 * <p>What was read behind the message is not charged: it is one read at most.
 */
final class HeldBytes {
    private final AssemblyBudget budget;

    // Guarded by this.
    private long bytes;
    private boolean lent;
    private boolean ended;

    HeldBytes(AssemblyBudget budget) {
        this.budget = budget;
    }

    /** Charges so many bytes, none being charged; returns false when the node has no room for them. */
    synchronized boolean hold(long wanted) {
        if (ended) {
            return true;
        }
        if (!budget.tryReserve(wanted)) {
            return false;
        }
        bytes = wanted;
        return true;
    }

    /** Gives back what is charged. */
    synchronized void release() {
        budget.release(bytes);
        bytes = 0;
    }

    /** Notes that another thread uses the bytes, which stay charged until {@link #returned}, even behind {@link #end}. */
    synchronized void lend() {
        lent = true;
    }

    /** Notes that the other thread is done. Any thread. */
    synchronized void returned() {
        lent = false;
        if (ended) {
            release();
        }
    }

    /** Gives back what is charged, and charges nothing more. */
    synchronized void end() {
        ended = true;
        if (!lent) {
            release();
        }
    }
}
