package io.signalbox.transport.rawsocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/**
 * RawSocket framing (spec: RawSocket Transport): each message has a prefix of four octets with four reserved bits, the highest
 * bit of the length, three bits of type and 24 bits of length. RawSocket has no masking and no CLOSE.
 */
final class RawSocketFraming implements Framing, FrameInput {
    /** Maximum length of a PING. The answer to each PING of a peer that does not read waits in memory. */
    static final int MAX_PING_BYTES = 4 * 1024;

    static final int PREFIX_BYTES = 4;

    private static final int MESSAGE = 0;
    private static final int PING = 1;
    private static final int PONG = 2;

    private static final int RESERVED_SHIFT = 28;
    private static final int LONGEST = 1 << 27;
    private static final int TYPE_SHIFT = 24;
    private static final int TYPE_MASK = 7;
    private static final int LENGTH_MASK = (1 << 24) - 1;

    private final int maxReadBytes;
    private final int maxWrittenBytes;
    private final FrameLog log;

    // The current frame.
    private int prefix;
    private int prefixBytes;
    private int type;
    private int length;

    /** Bytes of the payload that have been read. */
    private int taken;

    private int pieceBytes;
    private byte[] control;

    /**
     * Creates the framing of one connection.
     *
     * @param maxReadBytes the longest message that is announced to the peer
     * @param maxWrittenBytes the longest message that the peer has announced
     * @param log of control frames, or null
     */
    RawSocketFraming(int maxReadBytes, int maxWrittenBytes, FrameLog log) {
        this.maxReadBytes = maxReadBytes;
        this.maxWrittenBytes = maxWrittenBytes;
        this.log = log;
    }

    @Override
    public FrameInput input() {
        return this;
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        while (prefixBytes < PREFIX_BYTES) {
            if (!in.hasRemaining()) {
                return Found.NOTHING;
            }
            prefix = prefix << Byte.SIZE | in.get() & 0xFF;
            if (++prefixBytes == PREFIX_BYTES) {
                prefixIsKnown();
            }
        }
        return type == MESSAGE ? nextOfMessage(in) : nextOfControl(in);
    }

    private void prefixIsKnown() throws FramingViolation {
        type = prefix >>> TYPE_SHIFT & TYPE_MASK;
        length = prefix & LENGTH_MASK;
        taken = 0;
        if (prefix >>> RESERVED_SHIFT != 0) {
            throw broken("reserved bits are set");
        }
        if ((prefix & LONGEST) != 0) {
            if (length != 0) {
                throw broken("a length beyond 2^24 bytes");
            }
            length = LengthExponent.MAX_BYTES;
        }
        switch (type) {
            case MESSAGE -> {
                if (length == 0) {
                    throw broken("a message without a byte");
                }
                if (length > maxReadBytes) {
                    throw tooLarge(maxReadBytes + " bytes in one message");
                }
            }
            case PING, PONG -> {
                if (length > Math.min(MAX_PING_BYTES, maxReadBytes)) {
                    throw tooLarge(Math.min(MAX_PING_BYTES, maxReadBytes) + " bytes in a PING or PONG");
                }
                control = new byte[length];
            }
            default -> throw broken("the reserved frame type " + type);
        }
    }

    private static FramingViolation broken(String what) {
        return new FramingViolation(CloseReason.Kind.PROTOCOL_ERROR, what);
    }

    private static FramingViolation tooLarge(String what) {
        return new FramingViolation(CloseReason.Kind.TOO_LARGE, "more than " + what);
    }

    private Found nextOfMessage(ByteBuffer in) {
        if (!in.hasRemaining()) {
            return Found.NOTHING;
        }
        pieceBytes = Math.min(length - taken, in.remaining());
        return Found.PIECE;
    }

    private Found nextOfControl(ByteBuffer in) {
        int more = Math.min(length - taken, in.remaining());
        in.get(control, taken, more);
        taken += more;
        if (taken < length) {
            return Found.NOTHING;
        }
        frameEnds();
        Found found = type == PING ? Found.PING : Found.PONG;
        if (log != null) {
            log.readControl(found, control);
        }
        return found;
    }

    private void frameEnds() {
        prefix = 0;
        prefixBytes = 0;
    }

    @Override
    public boolean isRightKind() {
        return true;
    }

    @Override
    public int pieceBytes() {
        return pieceBytes;
    }

    @Override
    public long frameBytesToCome() {
        return length - taken;
    }

    @Override
    public boolean isLastFrame() {
        return true;
    }

    @Override
    public boolean endsMessage() {
        return taken + pieceBytes == length;
    }

    @Override
    public boolean isWholeMessage() {
        return pieceBytes == length;
    }

    @Override
    public void copyPiece(ByteBuffer in, byte[] into, int offset) {
        in.get(into, offset, pieceBytes);
        pieceTaken();
    }

    @Override
    public void skipPiece(ByteBuffer in) {
        in.position(in.position() + pieceBytes);
        pieceTaken();
    }

    private void pieceTaken() {
        taken += pieceBytes;
        if (taken == length) {
            frameEnds();
        }
    }

    @Override
    public byte[] controlPayload() {
        return control;
    }

    @Override
    public String closeText() {
        throw new IllegalStateException("RawSocket has no CLOSE");
    }

    @Override
    public boolean isEndedByPeer() {
        return false;
    }

    @Override
    public boolean hasClose() {
        return false;
    }

    @Override
    public int maxMessageBytes() {
        return maxWrittenBytes;
    }

    @Override
    public int maxControlBytes() {
        return PREFIX_BYTES + MAX_PING_BYTES;
    }

    @Override
    public boolean isMasking() {
        return false;
    }

    @Override
    public void mask(byte[] payload, int offset, int bytes) {
        throw new IllegalStateException("RawSocket masks nothing");
    }

    @Override
    public void writeHead(ByteBuffer out, int messageBytes) {
        out.putInt(messageBytes == LengthExponent.MAX_BYTES ? LONGEST : messageBytes);
    }

    @Override
    public void writePing(ByteBuffer out, byte[] payload) {
        writeControl(out, Found.PING, PING, payload);
    }

    @Override
    public void writePong(ByteBuffer out, byte[] payload) {
        writeControl(out, Found.PONG, PONG, payload);
    }

    private void writeControl(ByteBuffer out, Found kind, int controlType, byte[] payload) {
        if (log != null) {
            log.wroteControl(kind, payload);
        }
        out.putInt(controlType << TYPE_SHIFT | payload.length).put(payload);
    }

    @Override
    public void writeClose(ByteBuffer out, CloseReason reason) {
        // The end of the stream closes the connection.
    }
}
