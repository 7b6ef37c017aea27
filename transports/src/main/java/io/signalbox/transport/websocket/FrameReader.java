package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FrameLog;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/**
 * Parser of the frames of one peer (RFC 6455 section 5, Data Framing). Finds the payload of a data frame piece by piece, and a
 * control frame as a whole.
 *
 * <p>Thread safety: one thread at a time reads, and any thread may call {@link #peerClose}.
 */
public final class FrameReader implements FrameInput {
    /** Maximum payload of a control frame. */
    public static final int MAX_CONTROL_BYTES = 125;

    /** Bit of the first byte: the frame is the last one of its message. */
    public static final int FIN = 0x80;

    /** Bit of the first byte of a message: the message is compressed (RFC 7692 section 6, Framing). */
    public static final int RSV1 = 0x40;

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** Part of a frame to which the next byte of the input belongs. */
    private enum Part {
        FIRST_BYTE,
        SECOND_BYTE,
        LONG_LENGTH,
        KEY,
        PAYLOAD
    }

    private final boolean isMasked;
    private final int rightOpcode;
    private final long maxFrameBytes;
    private final boolean takesCompressed;

    /** Log of control frames, or null. */
    private final FrameLog log;

    private Part part = Part.FIRST_BYTE;

    // The head of the current frame.
    private int opcode;
    private boolean isFin;
    private int partBytesToCome;
    private long length;
    private int key;

    /** Bytes of the payload of the frame that have been taken. */
    private long taken;

    /** Opcode of the current message; CONTINUATION between two messages. */
    private int messageOpcode;

    private boolean isCompressed;

    private int pieceBytes;

    /** Payload of the current or last control frame; null before the first one. */
    private byte[] control;

    /** Null before CLOSE. */
    private CloseFrame close;

    /** Payload of the CLOSE; null before. */
    private volatile byte[] peerClose;

    /**
     * Creates a reader at the beginning of a stream.
     *
     * @param isMasked whether the peer has to mask its frames: clients have to, servers must not
     * @param rightOpcode the opcode of messages: {@link #TEXT} or {@link #BINARY}
     * @param maxFrameBytes maximum payload of a data frame
     * @param takesCompressed whether messages may be compressed (RFC 7692 section 6, Framing)
     * @param log of control frames, or null
     */
    FrameReader(boolean isMasked, int rightOpcode, long maxFrameBytes, boolean takesCompressed, FrameLog log) {
        this.isMasked = isMasked;
        this.rightOpcode = rightOpcode;
        this.maxFrameBytes = maxFrameBytes;
        this.takesCompressed = takesCompressed;
        this.log = log;
    }

    /**
     * Creates a reader at the beginning of a stream of text and binary messages that are not compressed.
     *
     * @param isMasked whether the peer has to mask its frames: clients have to, servers must not
     * @param maxFrameBytes maximum payload of a data frame
     */
    public FrameReader(boolean isMasked, long maxFrameBytes) {
        this(isMasked, TEXT, maxFrameBytes, false, null);
    }

    /** Returns whether the next byte of the input begins a frame. */
    public boolean isBetweenFrames() {
        return part == Part.FIRST_BYTE;
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        if (part == Part.FIRST_BYTE && in.remaining() >= Framing.MAX_HEAD_BYTES) {
            readWholeHead(in);
        }
        while (part != Part.PAYLOAD) {
            if (!in.hasRemaining()) {
                return Found.NOTHING;
            }
            readHead(in);
        }
        return isControl() ? nextOfControl(in) : nextOfData(in);
    }

    /** Reads a head that is complete in the input. */
    private void readWholeHead(ByteBuffer in) throws FramingViolation {
        firstByte(in.get());
        secondByte(in.get());
        if (part == Part.LONG_LENGTH) {
            length = partBytesToCome == Long.BYTES ? in.getLong() : in.getShort() & 0xFFFF;
            lengthIsKnown();
        }
        if (part == Part.KEY) {
            key = in.getInt();
            part = Part.PAYLOAD;
        }
    }

    private void readHead(ByteBuffer in) throws FramingViolation {
        switch (part) {
            case FIRST_BYTE -> firstByte(in.get());
            case SECOND_BYTE -> secondByte(in.get());
            case LONG_LENGTH -> {
                length = length << Byte.SIZE | in.get() & 0xFF;
                if (--partBytesToCome == 0) {
                    lengthIsKnown();
                }
            }
            case KEY -> {
                key = key << Byte.SIZE | in.get() & 0xFF;
                if (--partBytesToCome == 0) {
                    part = Part.PAYLOAD;
                }
            }
            case PAYLOAD -> throw new IllegalStateException("the head is complete");
        }
    }

    private void firstByte(int octet) throws FramingViolation {
        isFin = (octet & FIN) != 0;
        opcode = octet & OPCODE;
        if ((octet & RESERVED) != 0) {
            checkReserved(octet & RESERVED);
        }
        switch (opcode) {
            case CONTINUATION -> {
                if (messageOpcode == CONTINUATION) {
                    throw broken("a continuation without a message to continue");
                }
            }
            case TEXT, BINARY -> {
                if (messageOpcode != CONTINUATION) {
                    throw broken("a new message inside a fragmented one");
                }
                messageOpcode = opcode;
                isCompressed = (octet & RSV1) != 0;
            }
            case CLOSE, PING, PONG -> {
                if (!isFin) {
                    throw broken("a fragmented control frame");
                }
            }
            default -> throw broken("unknown opcode " + opcode);
        }
        part = Part.SECOND_BYTE;
    }

    private void checkReserved(int bits) throws FramingViolation {
        if (bits != RSV1 || !takesCompressed || opcode != TEXT && opcode != BINARY) {
            throw broken("reserved bits are set");
        }
    }

    private void secondByte(int octet) throws FramingViolation {
        if ((octet & MASKED) != 0 != isMasked) {
            throw broken(isMasked ? "a frame of a client without a mask" : "a frame of a server with a mask");
        }
        length = octet & LENGTH;
        if (isControl() && length > MAX_CONTROL_BYTES) {
            throw broken("a control frame of more than " + MAX_CONTROL_BYTES + " bytes");
        }
        if (length < LENGTH_16) {
            lengthIsKnown();
        } else {
            part = Part.LONG_LENGTH;
            partBytesToCome = length == LENGTH_64 ? Long.BYTES : Short.BYTES;
            length = 0;
        }
    }

    private void lengthIsKnown() throws FramingViolation {
        // A length with the highest bit set is negative here.
        if (!isControl() && (length < 0 || length > maxFrameBytes)) {
            throw new FramingViolation(
                    CloseReason.Kind.TOO_LARGE, "more than " + maxFrameBytes + " bytes in one message or frame");
        }
        taken = 0;
        key = 0;
        partBytesToCome = Integer.BYTES;
        part = isMasked ? Part.KEY : Part.PAYLOAD;
    }

    private Found nextOfData(ByteBuffer in) {
        long left = length - taken;
        if (left > 0 && !in.hasRemaining()) {
            return Found.NOTHING;
        }
        pieceBytes = (int) Math.min(left, in.remaining());
        return Found.PIECE;
    }

    private Found nextOfControl(ByteBuffer in) throws FramingViolation {
        int size = (int) length;
        if (taken == 0) {
            control = new byte[size];
        }
        int more = Math.min(size - (int) taken, in.remaining());
        in.get(control, (int) taken, more);
        taken += more;
        if (taken < size) {
            return Found.NOTHING;
        }
        Masking.apply(key, 0, control, 0, size);
        part = Part.FIRST_BYTE;
        Found found = controlFound();
        if (log != null) {
            log.readControl(found, control);
        }
        return found;
    }

    private Found controlFound() throws FramingViolation {
        return switch (opcode) {
            case PING -> Found.PING;
            case PONG -> Found.PONG;
            default -> {
                close = CloseFrame.parse(control);
                peerClose = control;
                yield Found.CLOSE;
            }
        };
    }

    private boolean isControl() {
        return opcode >= CLOSE;
    }

    private static FramingViolation broken(String what) {
        return new FramingViolation(CloseReason.Kind.PROTOCOL_ERROR, what);
    }

    @Override
    public boolean isRightKind() {
        return messageOpcode == rightOpcode;
    }

    @Override
    public int pieceBytes() {
        return pieceBytes;
    }

    /** Leaves all of the piece except its first bytes to the next piece. */
    void limitPiece(int maxBytes) {
        pieceBytes = Math.min(pieceBytes, maxBytes);
    }

    /** Returns whether the message of the piece is compressed. */
    boolean isCompressed() {
        return isCompressed;
    }

    /** Returns the opcode of the message of the piece: {@link #TEXT} or {@link #BINARY}. */
    public int messageOpcode() {
        return messageOpcode;
    }

    /** Returns whether the frame of the piece begins its message. */
    public boolean isFirstFrame() {
        return opcode != CONTINUATION;
    }

    /** Returns the position of the piece in the payload of its frame. */
    public long piecePosition() {
        return taken;
    }

    /** Returns the masking key for the first byte of the piece, big-endian; 0 without masks. */
    public int pieceKey() {
        return Masking.turned(key, taken);
    }

    @Override
    public long frameBytesToCome() {
        return length - taken;
    }

    @Override
    public boolean isLastFrame() {
        return isFin;
    }

    @Override
    public boolean endsMessage() {
        return isFin && taken + pieceBytes == length;
    }

    @Override
    public boolean isWholeMessage() {
        return opcode != CONTINUATION && taken == 0 && endsMessage();
    }

    @Override
    public void copyPiece(ByteBuffer in, byte[] into, int offset) {
        in.get(into, offset, pieceBytes);
        if (isMasked) {
            Masking.apply(key, taken, into, offset, pieceBytes);
        }
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
            part = Part.FIRST_BYTE;
            if (isFin) {
                messageOpcode = CONTINUATION;
            }
        }
    }

    @Override
    public byte[] controlPayload() {
        return control;
    }

    @Override
    public String closeText() {
        return close.toString();
    }

    /** Returns the payload of the CLOSE that was found, or null. Thread-safe. */
    byte[] peerClose() {
        return peerClose;
    }
}
