package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Messages in the frames of RFC 6455. */
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
    private final int fragmentBytes;
    private final boolean echoesClose;
    private final FrameLog log;

    /** The payload of the peer's CLOSE, or null; read by one thread and answered by another. */
    private volatile byte[] peerClose;

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
        this(role, isBinary, new FrameTerms(maxFrameBytes, Integer.MAX_VALUE, true, false), null);
    }

    /** @param log of control frames, or null */
    WebSocketFraming(Role role, boolean isBinary, FrameTerms terms, FrameLog log) {
        this.log = log;
        this.role = role;
        keys = role == Role.CLIENT ? new MaskingKeys() : null;
        opcode = isBinary ? FrameReader.BINARY : FrameReader.TEXT;
        reader = new FrameReader(role == Role.SERVER, terms.maxFrameBytes(), terms.takesCompressed());
        fragmentBytes = terms.fragmentBytes();
        echoesClose = terms.echoesClose();
    }

    FrameReader reader() {
        return reader;
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        Found found = reader.next(in);
        if (found != Found.PIECE && found != Found.NOTHING) {
            readControl(found);
        }
        return found;
    }

    private void readControl(Found found) {
        if (found == Found.CLOSE) {
            peerClose = reader.controlPayload();
        }
        if (log != null) {
            log.readControl(found, reader.controlPayload());
        }
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
    public int fragmentBytes() {
        return fragmentBytes;
    }

    @Override
    public void writeHead(ByteBuffer out, int messageBytes) {
        writeHead(out, FrameHead.FIN | opcode, messageBytes);
    }

    @Override
    public void writeHead(ByteBuffer out, int frameBytes, boolean isCompressed, boolean isFirst, boolean isLast) {
        int firstByte = isFirst ? opcode : FrameReader.CONTINUATION;
        if (isFirst && isCompressed) {
            firstByte |= FrameHead.RSV1;
        }
        writeHead(out, isLast ? FrameHead.FIN | firstByte : firstByte, frameBytes);
    }

    @Override
    public void mask(byte[] payload, int offset, int length) {
        Masking.apply(key, 0, payload, offset, length);
    }

    @Override
    public void writePing(ByteBuffer out, byte[] payload) {
        writeControl(out, Found.PING, FrameReader.PING, payload.clone());
    }

    @Override
    public void writePong(ByteBuffer out, byte[] payload) {
        writeControl(out, Found.PONG, FrameReader.PONG, payload.clone());
    }

    /** A peer's CLOSE is answered with what it says, or with 1000 and nothing else. */
    @Override
    public void writeClose(ByteBuffer out, CloseReason reason) {
        byte[] answered = peerClose;
        if (answered == null) {
            writeClose(out, closePayload(CloseCode.of(reason.kind()), reason.text()));
        } else {
            writeClose(out, echoesClose ? answered.clone() : closePayload(CloseCode.NORMAL, ""));
        }
    }

    private void writeClose(ByteBuffer out, byte[] payload) {
        writeControl(out, Found.CLOSE, FrameReader.CLOSE, payload);
    }

    private static byte[] closePayload(int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[Short.BYTES + bytes.length];
        payload[0] = (byte) (code >> Byte.SIZE);
        payload[1] = (byte) code;
        System.arraycopy(bytes, 0, payload, Short.BYTES, bytes.length);
        return payload;
    }

    private void writeControl(ByteBuffer out, Found kind, int controlOpcode, byte[] payload) {
        if (log != null) {
            log.wroteControl(kind, payload);
        }
        writeHead(out, FrameHead.FIN | controlOpcode, payload.length);
        if (isMasking()) {
            mask(payload, 0, payload.length);
        }
        out.put(payload);
    }

    private void writeHead(ByteBuffer out, int firstByte, int length) {
        if (isMasking()) {
            key = keys.next();
            FrameHead.writeMasked(out, firstByte, length, key);
        } else {
            FrameHead.write(out, firstByte, length);
        }
    }
}
