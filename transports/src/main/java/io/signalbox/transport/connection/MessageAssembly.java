package io.signalbox.transport.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Assembly of one message from the pieces that arrive. Allocates memory as bytes arrive, never by a declared length alone: small
 * arrays at first, and the array of the whole message when {@linkplain #isMostOf most} of a frame of known length has arrived.
 * Between two messages the assembly holds no memory.
 *
 * <p>Thread safety: one thread at a time appends; any thread may end the assembly.
 */
public final class MessageAssembly {
    private static final byte[] EMPTY = {};

    /** Length of the first array. A single byte of a peer suffices to allocate it. */
    private static final int FIRST_BYTES = 16 * 1024;

    /** Length of all further arrays except the last: not a humongous object of G1 with any heap size. */
    private static final int ARRAY_BYTES = 64 * 1024;

    /** Result of {@link #append}. */
    public enum Outcome {
        TAKEN,
        MESSAGE_TOO_LARGE,
        NODE_FULL
    }

    /** Array without room for the next piece. */
    private record Filled(byte[] bytes, int length) {}

    private final AssemblyBudget budget;

    // Guarded by this.
    private final List<Filled> filled = new ArrayList<>();
    private byte[] last;
    private int lastLength;
    private int size;
    private int reserved;
    private boolean ended;

    /** @param budget what the memory of the message is charged to */
    public MessageAssembly(AssemblyBudget budget) {
        this.budget = budget;
    }

    /**
     * Takes the piece that {@code frames} has found, unless the message or the node has no room.
     *
     * @param maxMessageBytes maximum length of the whole message
     */
    public synchronized Outcome append(FrameInput frames, ByteBuffer in, int maxMessageBytes) {
        if (ended) {
            frames.skipPiece(in);
            return Outcome.TAKEN;
        }
        int more = frames.pieceBytes();
        if (more > maxMessageBytes - size) {
            return Outcome.MESSAGE_TOO_LARGE;
        }
        long most = frames.isLastFrame() ? size + frames.frameBytesToCome() : maxMessageBytes;
        if (!makeRoom(more, (int) Math.min(most, maxMessageBytes), frames.isLastFrame())) {
            return Outcome.NODE_FULL;
        }
        frames.copyPiece(in, last == null ? EMPTY : last, lastLength);
        lastLength += more;
        size += more;
        return Outcome.TAKEN;
    }

    /** Makes room for {@code more} bytes in the last array. Returns false if the node has no memory left. */
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

    /**
     * Copies the bytes that have arrived to an array of {@code length} bytes, which becomes the last one. Returns false if the
     * node has no memory left.
     */
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

    /** Returns the whole message, and null after {@link #end}. The assembly is empty afterwards. */
    public synchronized byte[] finish() {
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

    /** Releases the memory. All further pieces are dropped. */
    public synchronized void end() {
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
