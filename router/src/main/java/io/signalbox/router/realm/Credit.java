package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Credit of one session for messages that wait for the realm: 32 messages or 1 MiB, whichever is reached first, but at
 * least one message. While the node's {@link InboundBudget} is exhausted the credit is {@link #FREE_BYTES}.
 *
 * <p>Thread safety: the reading thread charges, the realm's loop gives back.
 */
final class Credit {
    static final int MAX_MESSAGES = 32;
    static final int MAX_BYTES = 1 << 20;

    /** Bytes of a session that do not count against the budget of the node, so that every session makes progress. */
    static final int FREE_BYTES = 16 << 10;

    /** The budget is charged in steps, so that most messages do not write to memory that all sessions share. */
    static final int STEP_BYTES = 64 << 10;

    /**
     * The upper bits count messages. The lower 40 bits count bytes; the waiting messages of a session need at most 38
     * bits.
     */
    private static final long ONE_MESSAGE = 1L << 40;

    private static final long BYTES = ONE_MESSAGE - 1;

    private final InboundBudget node;
    private final AtomicLong used = new AtomicLong();

    Credit(InboundBudget node) {
        this.node = node;
    }

    /** Charges a message, even beyond the limit. */
    void charge(long sizeBytes) {
        long now = used.addAndGet(ONE_MESSAGE + sizeBytes) & BYTES;
        chargeNode(now - sizeBytes, now);
    }

    /**
     * Gives back the credit of a message. Returns true if at least half of the credit is available, which is the
     * threshold for resuming the connection.
     */
    boolean giveBack(long sizeBytes) {
        long now = used.addAndGet(-ONE_MESSAGE - sizeBytes);
        long bytes = now & BYTES;
        chargeNode(bytes + sizeBytes, bytes);
        return now / ONE_MESSAGE <= MAX_MESSAGES / 2 && bytes <= maxBytes(bytes) / 2;
    }

    boolean isLeft() {
        long now = used.get();
        long bytes = now & BYTES;
        return now / ONE_MESSAGE < MAX_MESSAGES && bytes < maxBytes(bytes);
    }

    private int maxBytes(long bytes) {
        return bytes > FREE_BYTES / 2 && node.isExhausted() ? FREE_BYTES : MAX_BYTES;
    }

    private void chargeNode(long before, long after) {
        long change = nodeBytes(after) - nodeBytes(before);
        if (change != 0) {
            node.add(change);
        }
    }

    private static long nodeBytes(long bytes) {
        return bytes <= FREE_BYTES ? 0 : (bytes + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
    }
}
