package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembly of one message from the pieces that arrive. Allocates memory as bytes arrive, never by a declared length alone: small
 * arrays at first, and the array of the whole message when {@linkplain #isMostOf most} of a frame of known length is
 * there. So nothing large is allocated to be copied into something larger, and holds no memory between messages.
 *
 * <p>Thread safety: one thread at a time appends; any thread may end the assembly.
 */
final class MessageAssembly {
    private static final byte[] EMPTY = {};

    /** Length of the first array, which one byte is enough to have allocated. */
    private static final int FIRST_BYTES = 16 * 1024;

    /** Length of all further arrays but the last: no large object in a heap of any size. */
    private static final int ARRAY_BYTES = 64 * 1024;

    /** What became of a frame. */
    enum Outcome {
        TAKEN,
        MESSAGE_TOO_LARGE,
        NODE_FULL
    }

    /** An array that has no room for the next piece. */
    private record Filled(byte[] bytes, int length) {}

    private final AssemblyBudget budget;

    // Guarded by this.
    private final List<Filled> filled = new ArrayList<>();
    private byte[] last;
    private int lastLength;
    private int size;
    private int reserved;
    private boolean ended;

    MessageAssembly(AssemblyBudget budget) {
        this.budget = budget;
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
        long most = framing.isLastFrame() ? size + framing.frameBytesToCome() : maxMessageBytes;
        if (!makeRoom(more, (int) Math.min(most, maxMessageBytes), framing.isLastFrame())) {
            return Outcome.NODE_FULL;
        }
        framing.copyPiece(in, last == null ? EMPTY : last, lastLength);
        lastLength += more;
        size += more;
        return Outcome.TAKEN;
    }

    /** Makes room for {@code more} bytes in the last array; false when the node has none. */
    private boolean makeRoom(int more, int mostBytes, boolean isLastFrame) {
        int room = last == null ? 0 : last.length - lastLength;
        if (more <= room) {
            return true;
        }
        if (isLastFrame && isMostOf(mostBytes, size + more)) {
            return gather(mostBytes);
        }
        int length = Math.max(more, Math.min(last == null ? FIRST_BYTES : ARRAY_BYTES, mostBytes - size));
        if (!budget.tryReserve(length)) {
            return false;
        }
        reserved += length;
        byte[] next = new byte[length];
        if (last != null) {
            filled.add(new Filled(last, lastLength));
        }
        last = next;
        lastLength = 0;
        return true;
    }

    private static boolean isMostOf(int wholeBytes, int arrivedBytes) {
        return wholeBytes <= FIRST_BYTES || arrivedBytes >= wholeBytes - wholeBytes / 4;
    }

    /** Continues in an array of {@code length} bytes that begins with what has arrived; false when the node has no room. */
    private boolean gather(int length) {
        if (!budget.tryReserve(length - reserved)) {
            return false;
        }
        reserved = length;
        byte[] whole = joined(length);
        filled.clear();
        last = whole;
        lastLength = size;
        return true;
    }

    private byte[] joined(int length) {
        byte[] whole = new byte[length];
        int at = 0;
        for (Filled one : filled) {
            System.arraycopy(one.bytes, 0, whole, at, one.length);
            at += one.length;
        }
        if (last != null) {
            System.arraycopy(last, 0, whole, at, lastLength);
        }
        return whole;
    }

    /** The whole message, or null behind {@link #end}; the assembly is empty afterwards. */
    synchronized byte[] finish() {
        if (ended) {
            return null;
        }
        if (last == null) {
            return EMPTY;
        }
        byte[] message = filled.isEmpty() && last.length == size ? last : joined(size);
        clear();
        return message;
    }

    /** Takes nothing more. */
    synchronized void end() {
        ended = true;
        clear();
    }

    synchronized void clear() {
        budget.release(reserved);
        filled.clear();
        last = null;
        lastLength = 0;
        size = 0;
        reserved = 0;
    }
}
