package io.signalbox.transport.websocket;

import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;

/**
 * Input with permessage-deflate (RFC 7692 section 7.2.2, Decompression): the pieces of a compressed message are decompressed
 * pieces, so that each limit counts decompressed bytes.
 *
 * <p>Thread safety: as {@link FrameInput}.
 */
final class InflatingInput implements FrameInput {
    private final FrameReader frames;
    private final MessageInflater inflater;
    private final DeflateMemory memory;

    /** Whether the current piece is decompressed. The next four fields describe decompressed pieces only. */
    private boolean isInflated;

    private DeflateScratch scratch;
    private int pieceBytes;
    private boolean isRightKind;

    /** Whether the current piece is the first one of its message. */
    private boolean isFirstPiece = true;

    InflatingInput(FrameReader frames, MessageInflater inflater, DeflateMemory memory) {
        this.frames = frames;
        this.inflater = inflater;
        this.memory = memory;
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        if (inflater.isHolding()) {
            scratch = memory.scratch();
            pieceBytes = inflater.more(scratch);
            return Found.PIECE;
        }
        while (true) {
            Found found = frames.next(in);
            isInflated = found == Found.PIECE && frames.isCompressed();
            if (!isInflated) {
                return found;
            }
            inflate(in);
            if (pieceBytes > 0 || inflater.endsMessage()) {
                return Found.PIECE;
            }
        }
    }

    private void inflate(ByteBuffer in) throws FramingViolation {
        isRightKind = frames.isRightKind();
        scratch = memory.scratch();
        frames.limitPiece(scratch.compressed.length);
        int bytes = frames.pieceBytes();
        boolean isLast = frames.endsMessage();
        frames.copyPiece(in, scratch.compressed, 0);
        pieceBytes = inflater.inflate(scratch, bytes, isLast);
    }

    @Override
    public boolean isHolding() {
        return inflater.isHolding();
    }

    @Override
    public void park() {
        inflater.park();
    }

    @Override
    public boolean isRightKind() {
        return isInflated ? isRightKind : frames.isRightKind();
    }

    @Override
    public int pieceBytes() {
        return isInflated ? pieceBytes : frames.pieceBytes();
    }

    /** Returns the bytes of the current piece: the decompressed length of the rest of the frame is unknown. */
    @Override
    public long frameBytesToCome() {
        return isInflated ? pieceBytes : frames.frameBytesToCome();
    }

    @Override
    public boolean isLastFrame() {
        return isInflated ? inflater.endsMessage() : frames.isLastFrame();
    }

    @Override
    public boolean endsMessage() {
        return isInflated ? inflater.endsMessage() : frames.endsMessage();
    }

    @Override
    public boolean isWholeMessage() {
        return isInflated ? isFirstPiece && inflater.endsMessage() : frames.isWholeMessage();
    }

    @Override
    public void copyPiece(ByteBuffer in, byte[] into, int offset) {
        if (isInflated) {
            System.arraycopy(scratch.inflated, 0, into, offset, pieceBytes);
            isFirstPiece = inflater.endsMessage();
        } else {
            frames.copyPiece(in, into, offset);
        }
    }

    @Override
    public void skipPiece(ByteBuffer in) {
        if (isInflated) {
            isFirstPiece = inflater.endsMessage();
        } else {
            frames.skipPiece(in);
        }
    }

    @Override
    public byte[] controlPayload() {
        return frames.controlPayload();
    }

    @Override
    public String closeText() {
        return frames.closeText();
    }
}
