package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Credit of one session for messages that wait for the realm: 32 messages or 1 MiB, whichever is reached first, but at
 * least one message.
 *
 * <p>Thread safety: the reading thread charges, the realm's loop gives back.
 */
final class Credit {
    static final int MAX_MESSAGES = 32;
    static final int MAX_BYTES = 1 << 20;

    /**
     * The upper bits count messages. The lower 40 bits count bytes; the waiting messages of a session need at most 38
     * bits.
     */
    private static final long ONE_MESSAGE = 1L << 40;

    private static final long BYTES = ONE_MESSAGE - 1;

    private final AtomicLong used = new AtomicLong();

    /** Charges a message, even beyond the limit. */
    void charge(long sizeBytes) {
        used.addAndGet(ONE_MESSAGE + sizeBytes);
    }

    /**
     * Gives back the credit of a message. Returns true if at least half of the credit is available, which is the
     * threshold for resuming the connection.
     */
    boolean giveBack(long sizeBytes) {
        long now = used.addAndGet(-ONE_MESSAGE - sizeBytes);
        return now / ONE_MESSAGE <= MAX_MESSAGES / 2 && (now & BYTES) <= MAX_BYTES / 2;
    }

    boolean isLeft() {
        long now = used.get();
        return now / ONE_MESSAGE < MAX_MESSAGES && (now & BYTES) < MAX_BYTES;
    }
}
