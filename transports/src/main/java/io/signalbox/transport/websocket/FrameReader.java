package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.Framing.Found;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the frames of one peer (RFC 6455 section 5, Data Framing) from its bytes, in whatever pieces they arrive. The
 * payload of a data frame is handed on piece by piece, so that a declared length takes no memory; a control frame is
 * handed on as a whole.
 *
 * <p>{@link #next} names what stands next in the input. After {@link Found#PIECE} the caller takes the piece with {@link
 * #copyPiece} or {@link #skipPiece} before the next call.
 *
 * <p>Confined to the thread that reads the connection.
 */
final class FrameReader {
    static final int MAX_CONTROL_BYTES = 125;

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int RESERVED = 0x70;
    private static final int OPCODE = 0x0F;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7F;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    /** What part of a frame the next byte of the input belongs to. */
    private enum Part {
        FIRST_BYTE,
        SECOND_BYTE,
        LONG_LENGTH,
        KEY,
        PAYLOAD
    }

    private final boolean isMasked;
    private final long maxFrameBytes;
    private final boolean takesCompressed;

    private Part part = Part.FIRST_BYTE;

    // The head of the frame that is being read.
    private int opcode;
    private boolean isFin;
    private int partBytesToCome;
    private long length;
    private int key;

    /** How much of the frame's payload has been taken. */
    private long taken;

    /** The opcode of the message whose fragments are being read, or CONTINUATION where there is none. */
    private int messageOpcode;

    private boolean isCompressed;

    private int pieceBytes;
    private String closeText = "";

    /** Made for the first control frame that arrives in several pieces. */
    private byte[] control;

    /**
     * A reader at the beginning of a stream of frames.
     *
     * @param isMasked whether the peer has to mask its frames: clients have to, servers must not
     * @param maxFrameBytes the longest payload of a data frame
     */
    FrameReader(boolean isMasked, long maxFrameBytes) {
        this(isMasked, maxFrameBytes, false);
    }

    /** @param takesCompressed whether messages may be compressed (RFC 7692 section 6, Framing) */
    FrameReader(boolean isMasked, long maxFrameBytes, boolean takesCompressed) {
        this.isMasked = isMasked;
        this.maxFrameBytes = maxFrameBytes;
        this.takesCompressed = takesCompressed;
    }

    /**
     * Reads on until something is found.
     *
     * @throws FramingViolation where the peer breaks the protocol or the limit; the reader is of no use from then on
     */
    Found next(ByteBuffer in) throws FramingViolation {
        if (part == Part.FIRST_BYTE && in.remaining() >= FrameHead.MAX_MASKED_BYTES) {
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

    /** Reads a head without looking for the end of the input in between. */
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
        isFin = (octet & FrameHead.FIN) != 0;
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
                isCompressed = (octet & FrameHead.RSV1) != 0;
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
        if (bits != FrameHead.RSV1 || !takesCompressed || opcode != TEXT && opcode != BINARY) {
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
        return switch (opcode) {
            case PING -> Found.PING;
            case PONG -> Found.PONG;
            default -> {
                checkClose();
                yield Found.CLOSE;
            }
        };
    }

    private void checkClose() throws FramingViolation {
        if (control.length == 1) {
            throw broken("a CLOSE of one byte");
        }
        if (control.length > 0 && !CloseCode.mayTravel(closeCode())) {
            throw broken("a CLOSE with the code " + closeCode());
        }
        closeText = decodeCloseText();
    }

    private boolean isControl() {
        return opcode >= CLOSE;
    }

    private static FramingViolation broken(String what) {
        return new FramingViolation(CloseReason.Kind.PROTOCOL_ERROR, what);
    }

    /** How many bytes the piece has. */
    int pieceBytes() {
        return pieceBytes;
    }

    /** Leaves all of the piece but its first bytes to the next one. */
    void limitPiece(int maxBytes) {
        pieceBytes = Math.min(pieceBytes, maxBytes);
    }

    /** Whether the message that the piece belongs to is compressed. */
    boolean isCompressed() {
        return isCompressed;
    }

    /** The opcode of the frame that is being read or was read last. */
    int opcode() {
        return opcode;
    }

    /** The opcode of the message that the piece belongs to: {@link #TEXT} or {@link #BINARY}. */
    int messageOpcode() {
        return messageOpcode;
    }

    /** How many bytes the frame of the piece has from the piece on, as announced by the peer. */
    long frameBytesToCome() {
        return length - taken;
    }

    /** Whether the frame of the piece is the last one of its message. */
    boolean isLastFrame() {
        return isFin;
    }

    /** Whether the frame of the piece is the first one of its message. */
    boolean isFirstFrame() {
        return opcode != CONTINUATION;
    }

    /** Whether the piece ends its message. */
    boolean endsMessage() {
        return isFin && taken + pieceBytes == length;
    }

    /** Whether the piece is all of its message. */
    boolean isWholeMessage() {
        return isFirstFrame() && taken == 0 && endsMessage();
    }

    /** Takes the piece out of the input, unmasked. */
    void copyPiece(ByteBuffer in, byte[] into, int offset) {
        in.get(into, offset, pieceBytes);
        if (isMasked) {
            Masking.apply(key, taken, into, offset, pieceBytes);
        }
        pieceTaken();
    }

    /** Drops the piece out of the input. */
    void skipPiece(ByteBuffer in) {
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

    /** The payload of the control frame that was found, which the caller may keep. */
    byte[] controlPayload() {
        return control;
    }

    /** The code of the CLOSE that was found; {@link CloseCode#NO_STATUS} where there is none. */
    int closeCode() {
        return control.length == 0 ? CloseCode.NO_STATUS : (control[0] & 0xFF) << Byte.SIZE | control[1] & 0xFF;
    }

    /** The text of the CLOSE that was found. */
    String closeText() {
        return closeText;
    }

    private String decodeCloseText() throws FramingViolation {
        if (control.length <= Short.BYTES) {
            return "";
        }
        ByteBuffer text = ByteBuffer.wrap(control, Short.BYTES, control.length - Short.BYTES);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(text).toString();
        } catch (CharacterCodingException e) {
            throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a CLOSE whose text is not valid UTF-8");
        }
    }
}
