package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.Framing;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.connection.MessageCompression;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * WebSocket framing with permessage-deflate (RFC 7692 section 7, The "permessage-deflate" Extension). The pieces of a
 * compressed message are decompressed pieces, so that every limit counts decompressed bytes.
 *
 * <p>Thread safety: as {@link Framing}.
 */
final class DeflateFraming implements Framing {
    private final WebSocketFraming frames;
    private final FrameReader reader;
    private final DeflateTerms terms;
    private final DeflateMemory memory;
    private final MessageInflater inflater;
    private final MessageDeflater deflater;
    private final AtomicBoolean ended = new AtomicBoolean();

    /** Whether the current piece is decompressed. The next four fields describe decompressed pieces only. */
    private boolean isInflated;

    private DeflateScratch scratch;
    private int pieceBytes;
    private boolean isRightKind;

    /** Whether the current piece is the first one of its message. */
    private boolean isFirstPiece = true;

    /** @param terms the terms whose memory is reserved in {@code memory}; {@link #end} releases the memory */
    DeflateFraming(
            WebSocketFraming frames,
            DeflateTerms terms,
            DeflateSettings settings,
            DeflateMemory memory,
            TransportCounters counters) {
        this.frames = frames;
        this.reader = frames.reader();
        this.terms = terms;
        this.memory = memory;
        this.inflater = new MessageInflater(terms.clientTakesOver(), counters);
        this.deflater = new MessageDeflater(terms.serverTakesOver(), settings, memory, counters);
    }

    @Override
    public Found next(ByteBuffer in) throws FramingViolation {
        if (inflater.isHolding()) {
            pieceBytes = inflater.more(scratch);
            return Found.PIECE;
        }
        while (true) {
            Found found = frames.next(in);
            isInflated = found == Found.PIECE && reader.isCompressed();
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
        reader.limitPiece(scratch.compressed.length);
        int bytes = reader.pieceBytes();
        boolean isLast = reader.endsMessage();
        reader.copyPiece(in, scratch.compressed, 0);
        pieceBytes = inflater.inflate(scratch, bytes, isLast);
    }

    @Override
    public boolean isHolding() {
        return inflater.isHolding();
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

    @Override
    public boolean hasClose() {
        return true;
    }

    @Override
    public int maxMessageBytes() {
        return frames.maxMessageBytes();
    }

    @Override
    public int maxControlBytes() {
        return frames.maxControlBytes();
    }

    @Override
    public boolean isEndedByPeer() {
        return frames.isEndedByPeer();
    }

    @Override
    public boolean isMasking() {
        return frames.isMasking();
    }

    @Override
    public void writeHead(ByteBuffer out, int messageBytes) {
        frames.writeHead(out, messageBytes);
    }

    @Override
    public void writeHead(ByteBuffer out, int frameBytes, boolean isCompressed, boolean isFirst, boolean isLast) {
        frames.writeHead(out, frameBytes, isCompressed, isFirst, isLast);
    }

    @Override
    public void mask(byte[] payload, int offset, int length) {
        frames.mask(payload, offset, length);
    }

    @Override
    public int fragmentBytes() {
        return frames.fragmentBytes();
    }

    @Override
    public MessageCompression compression() {
        return deflater;
    }

    @Override
    public void writePing(ByteBuffer out, byte[] payload) {
        frames.writePing(out, payload);
    }

    @Override
    public void writePong(ByteBuffer out, byte[] payload) {
        frames.writePong(out, payload);
    }

    @Override
    public void writeClose(ByteBuffer out, CloseReason reason) {
        frames.writeClose(out, reason);
    }

    @Override
    public void end() {
        if (ended.compareAndSet(false, true)) {
            new AllSteps()
                    .then(inflater::end)
                    .then(deflater::end)
                    .then(() -> memory.release(terms))
                    .rethrow();
        }
    }
}
