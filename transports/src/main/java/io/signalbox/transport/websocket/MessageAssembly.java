package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts the frames of one message together. It takes memory as bytes arrive, never by a declared length, and holds none
 * between messages. Confined to the connection's deliveries.
 */
final class MessageAssembly {
    private static final int FIRST_BYTES = 16 * 1024;

    /** What became of a frame. */
    enum Outcome {
        TAKEN,
        MESSAGE_TOO_LARGE,
        NODE_FULL
    }

    private final int maxMessageBytes;
    private final AssemblyBudget budget;
    private byte[] bytes;
    private int size;

    MessageAssembly(int maxMessageBytes, AssemblyBudget budget) {
        this.maxMessageBytes = maxMessageBytes;
        this.budget = budget;
    }

    boolean isUnderWay() {
        return bytes != null;
    }

    Outcome append(ByteBuffer payload) {
        int more = payload.remaining();
        if (more > maxMessageBytes - size) {
            return Outcome.MESSAGE_TOO_LARGE;
        }
        int needed = size + more;
        if (bytes == null || bytes.length < needed) {
            int held = bytes == null ? 0 : bytes.length;
            int grown = (int) Math.min(maxMessageBytes, Math.max(needed, Math.max(FIRST_BYTES, held * 2L)));
            if (!budget.tryReserve(grown - held)) {
                return Outcome.NODE_FULL;
            }
            bytes = held == 0 ? new byte[grown] : Arrays.copyOf(bytes, grown);
        }
        payload.get(bytes, size, more);
        size = needed;
        return Outcome.TAKEN;
    }

    /** The whole message; the assembly is empty afterwards. */
    byte[] finish() {
        byte[] message = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return message;
    }

    void clear() {
        if (bytes != null) {
            budget.release(bytes.length);
            bytes = null;
            size = 0;
        }
    }
}
