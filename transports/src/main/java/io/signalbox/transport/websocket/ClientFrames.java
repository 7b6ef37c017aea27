package io.signalbox.transport.websocket;

import io.signalbox.transport.connection.Framing;
import java.nio.ByteBuffer;

/**
 * Writer of the frames of one client, each with a mask of its own (RFC 6455 section 5.3, Client-to-Server Masking). Text and binary
 * messages are not compressed, and each message is one frame, whose payload may be written in parts.
 *
 * <p>Confined to the thread that writes.
 */
public final class ClientFrames {
    /** Maximum length of the head of a frame. */
    public static final int MAX_HEAD_BYTES = Framing.MAX_HEAD_BYTES;

    /** Maximum length of a control frame. */
    public static final int MAX_CONTROL_FRAME_BYTES = MAX_HEAD_BYTES + FrameReader.MAX_CONTROL_BYTES;

    private final MaskingKeys keys = new MaskingKeys();

    /** Key of the frame whose head was written last. */
    private int key;

    /** Payload of the frame that has been written. */
    private long written;

    /** Writes the head of a message. {@code out} has room for {@link #MAX_HEAD_BYTES}. */
    public void message(ByteBuffer out, boolean isBinary, int messageBytes) {
        head(out, isBinary ? FrameReader.BINARY : FrameReader.TEXT, messageBytes);
    }

    /**
     * Writes a part of the payload of the frame whose head was written last. {@code out} is an array with room for the part.
     *
     * @param payload the whole payload, of which the next {@code length} bytes are written
     */
    public void payload(ByteBuffer out, byte[] payload, int offset, int length) {
        int begin = out.arrayOffset() + out.position();
        out.put(payload, offset, length);
        Masking.apply(key, written, out.array(), begin, length);
        written += length;
    }

    /**
     * Writes a control frame. {@code out} has room for {@link #MAX_CONTROL_FRAME_BYTES}.
     *
     * @param opcode {@link FrameReader#PING}, {@link FrameReader#PONG} or {@link FrameReader#CLOSE}
     */
    public void control(ByteBuffer out, int opcode, byte[] payload) {
        head(out, opcode, payload.length);
        payload(out, payload, 0, payload.length);
    }

    private void head(ByteBuffer out, int opcode, int length) {
        key = keys.next();
        FrameHead.write(out, FrameReader.FIN | opcode, length, true, key);
        written = 0;
    }
}
