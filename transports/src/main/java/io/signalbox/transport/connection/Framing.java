package io.signalbox.transport.connection;

import io.signalbox.protocol.connection.CloseReason;
import java.nio.ByteBuffer;

/**
 * Framing of one connection: an input that parses the frames of the peer, and the output of frames.
 *
 * <p>Thread safety: one thread at a time reads, and one thread at a time writes. These may be different threads.
 */
public interface Framing {
    /** Maximum length of the head of a message. */
    int MAX_HEAD_BYTES = 14;

    /** Returns the input. Always the same object. */
    FrameInput input();

    /**
     * Returns whether the peer ends the stream after both sides have sent CLOSE, as a server does. Otherwise this side ends the
     * stream.
     */
    boolean isEndedByPeer();

    /** Returns whether payloads are masked, so that connections cannot share them. */
    boolean isMasking();

    /** Writes the head of a message of this length. {@code out} has room for {@link #MAX_HEAD_BYTES}. */
    void writeHead(ByteBuffer out, int messageBytes);

    /**
     * Writes the head of a frame of a message that is compressed or consists of several frames.
     *
     * @param isCompressed whether {@link #compression} has compressed the message
     */
    default void writeHead(ByteBuffer out, int frameBytes, boolean isCompressed, boolean isFirst, boolean isLast) {
        throw new IllegalStateException("each message is one frame and not compressed");
    }

    /** Masks in place the payload of the frame whose head was written last. */
    void mask(byte[] payload, int offset, int length);

    /** Returns whether the framing has a CLOSE. Without one, the end of the stream closes the connection. */
    boolean hasClose();

    /** Returns the maximum length of a message that the peer accepts, in bytes. */
    int maxMessageBytes();

    /** Returns the maximum length of a control frame that is written, head included; at most 16 KiB. */
    int maxControlBytes();

    /** Returns the maximum payload of a frame that is written, at least 1. A longer message takes several frames. */
    default int fragmentBytes() {
        return Integer.MAX_VALUE;
    }

    /** Returns the compression of messages, or null if no message is compressed. */
    default MessageCompression compression() {
        return null;
    }

    /** Writes a PING with a payload of at most 125 bytes. {@code out} has room for {@link #maxControlBytes}. */
    void writePing(ByteBuffer out, byte[] payload);

    /** Writes a PONG with the payload of the PING that it answers. */
    void writePong(ByteBuffer out, byte[] payload);

    /** Writes a CLOSE: the answer to the CLOSE of the peer if that was found, otherwise one with the reason. */
    void writeClose(ByteBuffer out, CloseReason reason);

    /**
     * Releases the memory outside of the heap after the connection has ended. Idempotent. Thread-safe, even while other threads
     * read or write.
     */
    default void end() {}
}
