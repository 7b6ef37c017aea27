package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Budget of a node for the messages that have arrived and wait for their realms. The {@link Credit} of a session bounds one
 * session only; many sessions together may send more than the realms can take.
 *
 * <p>Thread safety: all methods are thread-safe.
 */
public final class InboundBudget {
    private static final Logger LOG = LoggerFactory.getLogger(InboundBudget.class);

    private final long maxBytes;
    private final AtomicLong waiting = new AtomicLong();

    /** Whether the begin of the current shortage has been logged. */
    private final AtomicBoolean isShort = new AtomicBoolean();

    /** @param maxBytes heap bytes of all waiting messages, from 0 */
    public InboundBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns a budget of an eighth of the heap. */
    public static InboundBudget ofHeap() {
        return new InboundBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /** Adds bytes that wait, even beyond the limit, or removes bytes if the number is negative. */
    void add(long bytes) {
        long now = waiting.addAndGet(bytes);
        if (now > maxBytes) {
            if (!isShort.get() && isShort.compareAndSet(false, true)) {
                LOG.warn(
                        "the messages that wait for their realms keep {} bytes, max_inbound_bytes is {}; sessions whose"
                                + " messages wait are not read",
                        now,
                        maxBytes);
            }
        } else if (isShort.get() && now <= maxBytes / 4 * 3 && isShort.compareAndSet(true, false)) {
            LOG.warn("the messages that wait for their realms keep {} bytes again; all sessions are read", now);
        }
    }

    boolean isExhausted() {
        return waiting.get() > maxBytes;
    }

    /** Returns the bytes that wait, see {@link Credit} for the bytes of a session that do not count. */
    public long waitingBytes() {
        return waiting.get();
    }
}
