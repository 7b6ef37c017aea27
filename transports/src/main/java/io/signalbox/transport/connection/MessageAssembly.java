package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Puts the frames of one message together. It takes memory as bytes arrive, never by a declared length, and holds none
 * between messages. One thread at a time puts frames together; any thread may end it.
 */
final class MessageAssembly {
    private static final byte[] EMPTY = {};

    /** What the first bytes of a message may take at once. */
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

    /**
     * Takes the piece that the framing has found out of the input, unless that is too much.
     *
     * @param maxMessageBytes how long the whole message may be
     */
    synchronized Outcome append(Framing framing, ByteBuffer in, int maxMessageBytes) {
        if (ended) {
            framing.skipPiece(in);
            return Outcome.TAKEN;
        }
        int more = framing.pieceBytes();
        if (more > maxMessageBytes - size) {
            return Outcome.MESSAGE_TOO_LARGE;
        }
        int needed = size + more;
        if (bytes == null ? needed > 0 || framing.frameBytesToCome() > 0 : bytes.length < needed) {
            if (!grow(needed, framing, maxMessageBytes)) {
                return Outcome.NODE_FULL;
            }
        }
        framing.copyPiece(in, bytes == null ? EMPTY : bytes, size);
        size = needed;
        return Outcome.TAKEN;
    }

    private boolean grow(int needed, Framing framing, int maxMessageBytes) {
        int held = bytes == null ? 0 : bytes.length;
        long most = framing.isLastFrame() ? size + framing.frameBytesToCome() : maxMessageBytes;
        int grown = (int) Math.min(Math.min(maxMessageBytes, most), Math.max(needed, Math.max(FIRST_BYTES, held * 2L)));
        if (!budget.tryReserve(grown - held)) {
            return false;
        }
        try {
            bytes = held == 0 ? new byte[grown] : Arrays.copyOf(bytes, grown);
        } catch (Throwable failure) {
            budget.release(grown - held);
            throw failure;
        }
        return true;
    }

    /** The whole message, or null behind {@link #end}; the assembly is empty afterwards. */
    synchronized byte[] finish() {
        if (ended) {
            return null;
        }
        if (bytes == null) {
            return EMPTY;
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
