package io.signalbox.router.contract;

import java.util.concurrent.Semaphore;

/**
 * Executor of the contract checks of large payloads: runs each check on a virtual thread and bounds the payload bytes of
 * the running checks of the node. Thread-safe.
 */
public final class BigChecks {
    /** Heap bytes assumed per payload byte. The worst case measured, a payload of brackets, takes 80 when parsed. */
    private static final int HEAP_PER_BYTE = 256;

    private static final long MIN_BYTES = 1 << 20;

    private static final int UNIT_BYTES = 1024;

    private final long maxBytes;
    private final int units;
    private final Semaphore free;

    /** @param maxBytes the maximum payload bytes of the running checks, from 1024 */
    public BigChecks(long maxBytes) {
        this.maxBytes = maxBytes;
        units = Math.clamp(maxBytes / UNIT_BYTES, 1, Integer.MAX_VALUE);
        // Fair: small payloads do not starve a large one.
        free = new Semaphore(units, true);
    }

    /** Returns the default maximum, which is derived from the maximum heap of this JVM. */
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
