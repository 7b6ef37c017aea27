package io.signalbox.transport.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts the frames of one message together. It takes memory as bytes arrive, never by a declared length, and holds none
 * between messages. One thread at a time puts frames together; any thread may end it.
 */
final class MessageAssembly {
    private static final int FIRST_BYTES = 16 * 1024;

    /** What became of a frame. */
    enum Outcome {
        TAKEN,
        MESSAGE_TOO_LARGE,
        NODE_FULL
    }

    private final AssemblyBudget budget;

    // Guarded by this.
    private byte[] bytes;
    private int size;
    private boolean ended;

    MessageAssembly(AssemblyBudget budget) {
        this.budget = budget;
    }

    synchronized boolean isUnderWay() {
        return bytes != null;
    }

    /** @param maxMessageBytes how long the whole message may be */
    synchronized Outcome append(ByteBuffer payload, int maxMessageBytes) {
        if (ended) {
            return Outcome.TAKEN;
        }
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
            try {
                bytes = held == 0 ? new byte[grown] : Arrays.copyOf(bytes, grown);
            } catch (Throwable failure) {
                budget.release(grown - held);
                throw failure;
            }
        }
        payload.get(bytes, size, more);
        size = needed;
        return Outcome.TAKEN;
    }

    /** The whole message, or null behind {@link #end}; the assembly is empty afterwards. */
    synchronized byte[] finish() {
        if (ended) {
            return null;
        }
        byte[] message = size == bytes.length ? bytes : Arrays.copyOf(bytes, size);
        clear();
        return message;
    }

    /** Takes nothing more. */
    synchronized void end() {
        ended = true;
        clear();
    }

    synchronized void clear() {
        if (bytes != null) {
            budget.release(bytes.length);
            bytes = null;
            size = 0;
        }
    }
}
