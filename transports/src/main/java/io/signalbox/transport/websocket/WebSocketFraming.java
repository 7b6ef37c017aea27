package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FrameInput.Found;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.MessageCompression;
import java.nio.ByteBuffer;

/**
 * WebSocket framing of one connection, in either role (RFC 6455 section 5.2, Base Framing Protocol).
 *
 * <p>Thread safety: as {@link Framing}.
 */
final class WebSocketFraming implements Framing {
    /** Role of this end of the connection. */
    enum Role {
        SERVER,
        /** Masks its frames (RFC 6455 section 5.3, Client-to-Server Masking). */
        CLIENT
    }

    private final Role role;
    private final int opcode;
    private final FrameReader reader;
    private final FrameInput input;
    private final int fragmentBytes;
    private final boolean echoesClose;

    /** Log of control frames, or null. */
    private final FrameLog log;

    /** Null without compression. */
    private final PerMessageDeflate deflate;

    /** Null in the role of the server. */
    private final MaskingKeys keys;

    /** Key of the frame whose head was written last. */
    private int key;

    /**
     * Creates the framing of a connection.
     *
     * @param isBinary whether the messages are binary; otherwise text
     * @param log of control frames, or null
     * @param deflate the compression that was agreed on, or null
     */
    WebSocketFraming(Role role, boolean isBinary, FrameTerms terms, FrameLog log, PerMessageDeflate deflate) {
        this.role = role;
        this.log = log;
        this.deflate = deflate;
        keys = role == Role.CLIENT ? new MaskingKeys() : null;
        opcode = isBinary ? FrameReader.BINARY : FrameReader.TEXT;
        fragmentBytes = terms.fragmentBytes();
        echoesClose = terms.echoesClose();
        reader = new FrameReader(role == Role.SERVER, opcode, terms.maxFrameBytes(), deflate != null, log);
        input = deflate == null ? reader : deflate.input(reader);
    }

    @Override
    public FrameInput input() {
        return input;
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

    /** WebSocket peers do not announce a maximum. */
    @Override
    public int maxMessageBytes() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int maxControlBytes() {
        return MAX_HEAD_BYTES + FrameReader.MAX_CONTROL_BYTES;
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
    public MessageCompression compression() {
        return deflate == null ? null : deflate.deflater();
    }

    @Override
    public void writeHead(ByteBuffer out, int messageBytes) {
        writeHead(out, FrameReader.FIN | opcode, messageBytes);
    }

    @Override
    public void writeHead(ByteBuffer out, int frameBytes, boolean isCompressed, boolean isFirst, boolean isLast) {
        int firstByte = isFirst ? opcode : FrameReader.CONTINUATION;
        if (isFirst && isCompressed) {
            firstByte |= FrameReader.RSV1;
        }
        writeHead(out, isLast ? FrameReader.FIN | firstByte : firstByte, frameBytes);
    }

    private void writeHead(ByteBuffer out, int firstByte, int length) {
        if (isMasking()) {
            key = keys.next();
        }
        FrameHead.write(out, firstByte, length, isMasking(), key);
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

    /** Answers the CLOSE of the peer with the same content, or with 1000 if the listener does not echo. */
    @Override
    public void writeClose(ByteBuffer out, CloseReason reason) {
        byte[] received = reader.peerClose();
        byte[] payload;
        if (received == null) {
            payload = new CloseFrame(CloseCode.of(reason.kind()), reason.text()).payload();
        } else {
            payload = echoesClose ? received.clone() : new CloseFrame(CloseCode.NORMAL, "").payload();
        }
        writeControl(out, Found.CLOSE, FrameReader.CLOSE, payload);
    }

    /** @param payload is masked in place */
    private void writeControl(ByteBuffer out, Found kind, int controlOpcode, byte[] payload) {
        if (log != null) {
            log.wroteControl(kind, payload);
        }
        writeHead(out, FrameReader.FIN | controlOpcode, payload.length);
        if (isMasking()) {
            mask(payload, 0, payload.length);
        }
        out.put(payload);
    }

    @Override
    public void end() {
        if (deflate != null) {
            deflate.end();
        }
    }
}
