package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.CloseReason;
import java.nio.ByteBuffer;

/**
 * How one connection puts messages and control frames into bytes. A peer's bytes are read in whatever pieces they arrive:
 * {@link #next} names what stands next, and after {@link Found#PIECE} the caller takes the piece with {@link #copyPiece} or
 * {@link #skipPiece}.
 *
 * <p>One thread at a time reads, one at a time writes; they need not be the same.
 */
public interface Framing {
    /** What stands next in the input. */
    enum Found {
        /** The input ends before anything is complete. */
        NOTHING,
        /** A piece of a message, possibly empty. */
        PIECE,
        PING,
        PONG,
        CLOSE
    }

    /** The longest head of a message. */
    int MAX_HEAD_BYTES = 14;

    /**
     * Reads on until something is found.
     *
     * @throws FramingViolation where the peer breaks the protocol or a limit; nothing is to be read from then on
     */
    Found next(ByteBuffer in) throws FramingViolation;

    /** Whether the message that the piece belongs to travels as messages of this connection have to. */
    boolean isRightKind();

    /** How many bytes the piece has. */
    int pieceBytes();

    /** How many bytes the frame of the piece has from the piece on, as announced by the peer. */
    long frameBytesToCome();

    /** Whether the frame of the piece is the last one of its message. */
    boolean isLastFrame();

    /** Whether the piece ends its message. */
    boolean endsMessage();

    /** Whether the piece is all of its message. */
    boolean isWholeMessage();

    /** Takes the piece out of the input, as the peer meant it. */
    void copyPiece(ByteBuffer in, byte[] into, int offset);

    /** Drops the piece out of the input. */
    void skipPiece(ByteBuffer in);

    /**
     * Whether {@link #next} finds more without more input: of what was taken out of the input, a piece is left that is longer
     * there than on the wire.
     */
    default boolean isHolding() {
        return false;
    }

    /** The payload of the PING or PONG that was found, which the caller may keep. */
    byte[] controlPayload();

    /** What the CLOSE that was found says, for people. */
    String closeText();

    /** Whether the peer ends the stream once both sides have closed, as a server does; else this side does. */
    boolean isEndedByPeer();

    /** Whether payloads are masked, so that none can be shared by several connections. */
    boolean isMasking();

    /** Writes the head of a message of so many bytes; {@code out} has room for {@link #MAX_HEAD_BYTES}. */
    void writeHead(ByteBuffer out, int messageBytes);

    /**
     * Writes the head of a frame that is not all of an uncompressed message, where there is compression or a limit of the
     * frames that are written.
     *
     * @param isCompressed whether {@link #compression} has compressed the message
     */
    default void writeHead(ByteBuffer out, int frameBytes, boolean isCompressed, boolean isFirst, boolean isLast) {
        throw new IllegalStateException("each message is one frame and not compressed");
    }

    /** Masks the payload of the frame whose head was written last, in place. */
    void mask(byte[] payload, int offset, int length);

    /** Whether the framing has a CLOSE; without one the end of the stream closes. */
    boolean hasClose();

    /** The longest message that the peer takes, in bytes. */
    int maxMessageBytes();

    /** The longest control frame that is written, head included; at most 16 KiB. */
    int maxControlBytes();

    /** The longest payload of a frame that is written; a longer message takes several frames. At least 1. */
    default int fragmentBytes() {
        return Integer.MAX_VALUE;
    }

    /** What compresses messages, or null where all of them travel as they are. */
    default MessageCompression compression() {
        return null;
    }

    /** Writes a PING with at most 125 bytes; {@code out} has room for {@link #maxControlBytes}. */
    void writePing(ByteBuffer out, byte[] payload);

    /** Writes a PONG with the payload of the PING that it answers. */
    void writePong(ByteBuffer out, byte[] payload);

    /** Writes a CLOSE: the answer to the peer's where that was found, else for a reason of ours. */
    void writeClose(ByteBuffer out, CloseReason reason);

    /**
     * Gives back what is held outside of the heap, once the connection has ended. Idempotent; any thread, also while others
     * read or write.
     */
    default void end() {}
}
