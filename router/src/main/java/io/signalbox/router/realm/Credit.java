package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of one session may wait for its realm: 32 messages or 1 MiB, whichever is less, but always one message. The
 * transport's thread charges, the realm's loop gives back.
 */
final class Credit {
    static final int MAX_MESSAGES = 32;
    static final int MAX_BYTES = 1 << 20;

    /** One message in the upper bits; below them 40 bits of bytes, of which a few messages fill no more than 38. */
    private static final long ONE_MESSAGE = 1L << 40;

    private static final long BYTES = ONE_MESSAGE - 1;

    private final AtomicLong used = new AtomicLong();

    /** Charges a message, though nothing may be left after it. */
    void charge(long sizeBytes) {
        used.addAndGet(ONE_MESSAGE + sizeBytes);
    }

    /** Gives a message back; true when half of the credit is there again, which is enough to read on. */
    boolean giveBack(long sizeBytes) {
        long now = used.addAndGet(-ONE_MESSAGE - sizeBytes);
        return now / ONE_MESSAGE <= MAX_MESSAGES / 2 && (now & BYTES) <= MAX_BYTES / 2;
    }

    boolean isLeft() {
        long now = used.get();
        return now / ONE_MESSAGE < MAX_MESSAGES && (now & BYTES) < MAX_BYTES;
    }
}
