package io.signalbox.gateway.relay;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Frames that wait to be written to one leg, in order. Copies the frames of the leg alone, and refers to shared ones. Guarded by its output. */
final class WaitingFrames {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /**
     * Bytes to write at once.
     *
     * @param shared the frame that the bytes belong to, with a hold; null for bytes of this leg alone
     */
    record Piece(ByteBuffer bytes, SharedFrame shared) {
        void release() {
            if (shared != null) {
                shared.release();
            }
        }
    }

    private final Deque<Piece> pieces = new ArrayDeque<>();
    private long polled;
    private int shared;
    private long pieceBytes;

    /** Copies of whole frames behind all pieces, ready to be read from position 0. */
    private ByteBuffer tail = NOTHING;

    /** Returns the bytes of all frames. */
    long bytes() {
        return pieceBytes + tail.remaining();
    }

    /** Returns the bytes of all frames, with the memory of the queue for shared ones. */
    long cost() {
        return bytes() + (long) shared * SharedFrame.ENTRY_BYTES;
    }

    /** Returns the number of the pieces that have been removed. */
    long polled() {
        return polled;
    }

    /** Returns the number of the last piece that waits, or of the last one that was removed. */
    long lastPiece() {
        return polled + pieces.size() + (tail.hasRemaining() ? 1 : 0);
    }

    boolean isEmpty() {
        return pieces.isEmpty() && !tail.hasRemaining();
    }

    /** Appends copies. The capacity doubles, because a peer may send many small frames. */
    void add(ByteBuffer... frames) {
        int end = tail.limit();
        int bytes = end + remaining(frames);
        if (bytes > tail.capacity()) {
            tail = ByteBuffer.allocate(Math.max(bytes, 2 * tail.capacity()))
                    .put(tail)
                    .flip();
        }
        ByteBuffer added = tail.duplicate().limit(bytes).position(end);
        for (ByteBuffer frame : frames) {
            added.put(frame);
        }
        tail.limit(bytes);
    }

    /** Appends a shared frame, whose hold passes to the queue. */
    void add(SharedFrame frame) {
        if (tail.hasRemaining()) {
            append(new Piece(tail, null));
            tail = NOTHING;
        }
        append(new Piece(frame.bytes(), frame));
        shared++;
    }

    private void append(Piece piece) {
        pieces.add(piece);
        pieceBytes += piece.bytes.remaining();
    }

    /** Removes and returns the first bytes, whose hold passes to the caller; null if nothing waits. */
    Piece poll() {
        if (isEmpty()) {
            return null;
        }
        polled++;
        Piece first = pieces.poll();
        if (first == null) {
            ByteBuffer copies = tail;
            tail = NOTHING;
            return new Piece(copies, null);
        }
        pieceBytes -= first.bytes.remaining();
        if (first.shared != null) {
            shared--;
        }
        return first;
    }

    /** Drops everything. */
    void clear() {
        pieces.forEach(Piece::release);
        pieces.clear();
        shared = 0;
        pieceBytes = 0;
        tail = NOTHING;
    }

    static int remaining(ByteBuffer... frames) {
        int bytes = 0;
        for (ByteBuffer frame : frames) {
            bytes += frame.remaining();
        }
        return bytes;
    }
}
