package io.signalbox.transport.connection;

/**
 * Charge of a message that waits for its delivery, to the budget of the node. The budget gets the bytes back exactly
 * once. Thread-safe.
 *
 * <p>Bytes behind the message are not charged, because they are one read at most.
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

    /** Charges bytes while none are charged. Returns false if the node has no room. */
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

    /** Gives back the charged bytes. */
    synchronized void release() {
        budget.release(bytes);
        bytes = 0;
    }

    /**
     * Records that another thread uses the bytes, which stay charged until {@link #returned}, even after {@link #end}.
     */
    synchronized void lend() {
        lent = true;
    }

    /** Records that the other thread is done. Thread-safe. */
    synchronized void returned() {
        lent = false;
        if (ended) {
            release();
        }
    }

    /** Gives back the charged bytes, and charges nothing more. */
    synchronized void end() {
        ended = true;
        if (!lent) {
            release();
        }
    }
}
