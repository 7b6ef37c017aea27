package io.signalbox.client;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that the arguments of the running invocations of one session keep alive. Thread-safe. */
final class InvocationBytes {
    private final long max;
    private final AtomicLong held = new AtomicLong();

    InvocationBytes(long max) {
        this.max = max;
    }

    long held() {
        return held.get();
    }

    /**
     * Returns the share of a new invocation; null if the limit would be exceeded. An invocation that is alone has a share of any size.
     * Called on the thread of the transport.
     */
    Share admit(long bytes) {
        return hold(bytes) ? new Share(bytes) : null;
    }

    private boolean hold(long bytes) {
        // Other threads only release: what is free here stays free.
        long others = held.get();
        if (others > 0 && others + bytes > max) {
            return false;
        }
        held.addAndGet(bytes);
        return true;
    }

    /** Bytes of one invocation: of its first arguments until its end, and of each further input until the input has been read. */
    final class Share {
        // Guarded by this.
        private long bytes;
        private boolean isReleased;

        private Share(long bytes) {
            this.bytes = bytes;
        }

        /** Adds a further input, unless the limit would be exceeded. Called on the thread of the transport. */
        synchronized boolean add(long more) {
            if (isReleased || !hold(more)) {
                return false;
            }
            bytes += more;
            return true;
        }

        /** Releases an input that has been read. No effect after the end of the invocation. */
        synchronized void remove(long fewer) {
            if (!isReleased) {
                bytes -= fewer;
                held.addAndGet(-fewer);
            }
        }

        /** Releases all bytes, because the invocation has ended. Idempotent. */
        synchronized void release() {
            if (!isReleased) {
                isReleased = true;
                held.addAndGet(-bytes);
            }
        }
    }
}
