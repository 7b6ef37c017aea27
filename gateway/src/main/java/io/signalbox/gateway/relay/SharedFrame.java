package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.transport.connection.AssemblyBudget;
import java.nio.ByteBuffer;

/**
 * Frame of a message for several clients, whose bytes are kept once. While outputs hold the frame, it is charged to the budget of the
 * node. Thread-safe.
 */
public final class SharedFrame {
    /** What each output that holds the frame is charged with. */
    static final int ENTRY_BYTES = 128;

    private final ByteBuffer bytes;
    private final AssemblyBudget budget;

    // Guarded by this.
    private int holders;

    SharedFrame(WebSocketMessage message, AssemblyBudget budget) {
        ByteBuffer[] parts = MessageFrame.of(message);
        bytes = ByteBuffer.allocate(parts[0].remaining() + parts[1].remaining())
                .put(parts[0])
                .put(parts[1])
                .flip();
        this.budget = budget;
    }

    /** Returns the bytes with a position of their own. */
    ByteBuffer bytes() {
        return bytes.duplicate();
    }

    int length() {
        return bytes.remaining();
    }

    /** Holds the frame for one output. Returns false if the budget has no room. */
    synchronized boolean tryHold() {
        if (!budget.tryReserve(charge())) {
            return false;
        }
        holders++;
        return true;
    }

    /** Ends one hold. */
    synchronized void release() {
        holders--;
        budget.release(charge());
    }

    private long charge() {
        return holders == 0 ? length() + (long) ENTRY_BYTES : ENTRY_BYTES;
    }
}
