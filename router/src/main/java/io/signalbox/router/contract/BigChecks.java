package io.signalbox.router.contract;

import java.util.concurrent.Semaphore;

/**
 * Where big payloads are held to their contracts: on virtual threads, a bounded number of bytes at a time for the whole
 * node, and so none that has more than that. Any thread may use it.
 */
public final class BigChecks {
    /** A payload of nothing but brackets takes 80 times its bytes when it is taken apart. */
    private static final int HEAP_PER_BYTE = 256;

    private static final long MIN_BYTES = 1 << 20;

    private static final int UNIT_BYTES = 1024;

    private final long maxBytes;
    private final int units;
    private final Semaphore free;

    /** @param maxBytes of payloads that are checked at a time, from 1024 */
    public BigChecks(long maxBytes) {
        this.maxBytes = maxBytes;
        units = Math.clamp(maxBytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        // Fair, so that small ones do not keep a huge one waiting for ever.
        free = new Semaphore(units, true);
    }

    /** What the heap of this process can stand. */
    public static long defaultMaxBytes() {
        return Math.max(MIN_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PER_BYTE);
    }

    public long maxBytes() {
        return maxBytes;
    }

    void run(Runnable check, int payloadBytes) {
        Thread.ofVirtual().name("contract-check").start(() -> runWithin(check, payloadBytes));
    }

    private void runWithin(Runnable check, int payloadBytes) {
        int taken = Math.min(units, payloadBytes / UNIT_BYTES + 1);
        free.acquireUninterruptibly(taken);
        try {
            check.run();
        } finally {
            free.release(taken);
        }
    }
}
