package io.signalbox.gateway.httpwebsocket;

import io.signalbox.transport.connection.AssemblyBudget;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Part of one item in the memory of the node for messages that have arrived in part: a quarter, or the longest body if that is more. The
 * clients of one item leave the other memory to sessions and to other items. Thread-safe.
 */
final class BodyBudget {
    private static final int SHARE = 4;

    private final AssemblyBudget node;
    private final long maxBytes;
    private final AtomicLong held = new AtomicLong();

    BodyBudget(AssemblyBudget node, int maxBodyBytes) {
        this.node = node;
        maxBytes = Math.max(node.maxBytes() / SHARE, maxBodyBytes);
    }

    /** Reserves bytes. Returns false if too few are left. */
    boolean tryReserve(long bytes) {
        if (held.addAndGet(bytes) <= maxBytes && node.tryReserve(bytes)) {
            return true;
        }
        held.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
        node.release(bytes);
    }
}
