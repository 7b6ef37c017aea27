package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages in the frames of RFC 6455, without extensions: each message that is written is one frame. */
final class WebSocketFraming implements Framing {
    /** Which end of the connection this is. */
    enum Role {
        SERVER,
        /** Masks what it writes (RFC 6455 section 5.3, Client-to-Server Masking). */
        CLIENT
    }

    private final Role role;
    private final int opcode;
    private final FrameReader reader;

    /** What the peer's CLOSE says, or 0; read by one thread and answered by another. */
    private volatile int peerCloseCode;

    /** Null for a server, which masks nothing. */
    private final MaskingKeys keys;

    /** The key of the frame whose head was written last. */
    private int key;

    /**
     * The frames of one connection.
     *
     * @param isBinary whether its messages are binary, or text
     * @param maxFrameBytes the longest payload of a frame
     */
    WebSocketFraming(Role role, boolean isBinary, long maxFrameBytes) {
        this.role = role;
        keys = role == Role.CLIENT ? new MaskingKeys() : null;
        opcode = isBinary ? FrameReader.BINARY : FrameReader.TEXT;
        reader = new FrameReader(role == Role.SERVER, maxFrameBytes);
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        Found found = reader.next(in);
        if (found == Found.CLOSE) {
            peerCloseCode = reader.closeCode();
        }
        return found;
    }

    @Override
    public boolean isRightKind() {
        return reader.messageOpcode() == opcode;
    }

    @Override
    public int pieceBytes() {
        return reader.pieceBytes();
    }

    @Override
    public long frameBytesToCome() {
        return reader.frameBytesToCome();
    }

    @Override
    public boolean isLastFrame() {
        return reader.isLastFrame();
    }

    @Override
    public boolean endsMessage() {
        return reader.endsMessage();
    }

    @Override
    public boolean isWholeMessage() {
        return reader.isWholeMessage();
    }

    @Override
    public void copyPiece(ByteBuffer in, byte[] into, int offset) {
        reader.copyPiece(in, into, offset);
    }

    @Override
    public void skipPiece(ByteBuffer in) {
        reader.skipPiece(in);
    }

    @Override
    public byte[] controlPayload() {
        return reader.controlPayload();
    }

    @Override
    public String closeText() {
        String text = reader.closeText();
        return text.isEmpty() ? "code " + reader.closeCode() : reader.closeCode() + " " + text;
    }

    /** The server closes the socket first (RFC 6455 section 7.1.1, Close the WebSocket Connection). */
    @Override
    public boolean isEndedByPeer() {
        return role == Role.CLIENT;
    }

    @Override
    public boolean hasClose() {
        return true;
    }

    /** A peer has no way to tell. */
    @Override
    public int maxMessageBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxControlBytes() {
        return FrameHead.MAX_MASKED_BYTES + FrameReader.MAX_CONTROL_BYTES;
    }

    @Override
    public boolean isMasking() {
        return role == Role.CLIENT;
    }

    @Override
    public void writeHead(ByteBuffer out, int messageBytes) {
        writeHead(out, opcode, messageBytes);
    }

    @Override
    public void mask(byte[] payload, int offset, int length) {
        Masking.apply(key, 0, payload, offset, length);
    }

    @Override
    public void writePing(ByteBuffer out, byte[] payload) {
        writeControl(out, FrameReader.PING, payload.clone());
    }

    @Override
    public void writePong(ByteBuffer out, byte[] payload) {
        writeControl(out, FrameReader.PONG, payload.clone());
    }

    /** The peer's code comes back to it, with no text: it knows what it has said. */
    @Override
    public void writeClose(ByteBuffer out, CloseReason reason) {
        int answered = peerCloseCode;
        if (answered == CloseCode.NO_STATUS) {
            writeControl(out, FrameReader.CLOSE, new byte[0]);
        } else if (answered != 0) {
            writeControl(out, FrameReader.CLOSE, closePayload(answered, ""));
        } else {
            writeControl(out, FrameReader.CLOSE, closePayload(CloseCode.of(reason.kind()), reason.text()));
        }
    }

    private static byte[] closePayload(int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[Short.BYTES + bytes.length];
        payload[0] = (byte) (code >> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(bytes, 0, payload, Short.BYTES, bytes.length);
        return payload;
    }

    private void writeControl(ByteBuffer out, int controlOpcode, byte[] payload) {
        writeHead(out, controlOpcode, payload.length);
        if (isMasking()) {
            mask(payload, 0, payload.length);
        }
        out.put(payload);
    }

    private void writeHead(ByteBuffer out, int headOpcode, int length) {
        if (isMasking()) {
            key = keys.next();
            FrameHead.writeMasked(out, headOpcode, length, key);
        } else {
            FrameHead.write(out, headOpcode, length);
        }
    }
}
