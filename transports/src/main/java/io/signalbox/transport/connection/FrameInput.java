package io.signalbox.transport.connection;

import java.nio.ByteBuffer;

/**
 * Input of one connection: finds the messages and the control frames in the bytes of the peer, which may arrive in pieces of any
 * length. A message is found piece by piece, so that a declared length takes no memory.
 *
 * <p>{@link #next} returns what comes next. After {@link Found#PIECE} the caller takes the piece with {@link #copyPiece} or
 * {@link #skipPiece}, and until then the other methods describe the piece.
 *
 * <p>Thread safety: one thread at a time reads.
 */
public interface FrameInput {
    /** What comes next in the input. */
    enum Found {
        /** The input ends before a piece or a control frame is complete. */
        NOTHING,
        /** A piece of a message, possibly empty. */
        PIECE,
        PING,
        PONG,
        CLOSE
    }

    /**
     * Returns what comes next.
     *
     * @throws FramingViolation if the peer violates the protocol or a limit; the input cannot be read any further
     */
    Found next(ByteBuffer in) throws FramingViolation;

    /** Returns whether the message of the piece is text or binary, as the serializer of the connection demands. */
    boolean isRightKind();

    /** Returns the length of the piece in bytes. */
    int pieceBytes();

    /** Returns the length of the piece and of the rest of its frame in bytes, as announced by the peer. */
    long frameBytesToCome();

    /** Returns whether the frame of the piece is the last one of its message. */
    boolean isLastFrame();

    /** Returns whether the piece ends its message. */
    boolean endsMessage();

    /** Returns whether the piece is a whole message. */
    boolean isWholeMessage();

    /** Takes the piece out of the input: unmasked and decompressed. */
    void copyPiece(ByteBuffer in, byte[] into, int offset);

    /** Drops the piece from the input. */
    void skipPiece(ByteBuffer in);

    /** Returns whether {@link #next} finds another piece without more input: the rest of decompressed bytes. */
    default boolean isHolding() {
        return false;
    }

    /**
     * Lets the thread read other connections before the pieces that are held are found. The current piece, if any, has been taken.
     * Without a call the pieces are found before another connection of the thread is read.
     */
    default void park() {}

    /** Returns the payload of the PING or PONG that was found. The caller may keep the array. */
    byte[] controlPayload();

    /** Returns the code and the text of the CLOSE that was found, for people. */
    String closeText();
}
