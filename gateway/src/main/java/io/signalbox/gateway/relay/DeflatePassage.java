package io.signalbox.gateway.relay;

import io.signalbox.protocol.codec.ByteSink;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput;
import io.signalbox.transport.connection.FrameInput.Found;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.io.SelectRound;
import io.signalbox.transport.websocket.FrameHead;
import io.signalbox.transport.websocket.FrameReader;
import io.signalbox.transport.websocket.Masking;
import io.signalbox.transport.websocket.MaskingKeys;
import io.signalbox.transport.websocket.MessageDeflater;
import io.signalbox.transport.websocket.PerMessageDeflate;
import java.nio.ByteBuffer;

/**
 * Way of the messages of one leg to the output of the other leg, of which at least one may be compressed. A message is decompressed
 * and compressed piece by piece. A few compressed bytes may be megabytes: when the output has no room, or the turn of the thread is
 * over, the rest of the input waits compressed.
 *
 * <p>Confined to the thread that reads the leg.
 */
final class DeflatePassage implements Passage {
    /** Bytes of frames that are written together. */
    private static final int WRITE_BYTES = 16 * 1024;

    /** Frames of a leg without compression; null with compression. */
    private final FrameReader frames;

    private final FrameInput input;
    private final long maxMessageBytes;
    private final int fragmentBytes;
    private final Leg to;
    private final ControlFrames control;
    private final SelectRound round;
    private final ThreadLocal<PassageScratch> scratches;

    /** Masking keys of the frames; null for frames to a client. */
    private final MaskingKeys keys;

    private final Utf8Check text = new Utf8Check();
    private final ByteBuffer head = ByteBuffer.allocate(FrameHead.MAX_BYTES);

    private PassageScratch scratch;

    // The current message.
    private boolean isWithinMessage;
    private long messageBytes;
    private boolean isText;
    private boolean isDeflated;

    /** Whether a frame of the message has been written, so that the next one is a continuation. */
    private boolean isContinued;

    private boolean hasClosed;
    private boolean hasRoom;
    private boolean hasTraffic;

    /**
     * Creates a passage.
     *
     * @param from the leg that is read
     * @param to the leg that gets the messages
     * @param round the round that reads the leg
     */
    DeflatePassage(Leg from, Leg to, RelayTerms terms, SelectRound round, ThreadLocal<PassageScratch> scratches) {
        boolean isMasked = from.side() == Side.CLIENT;
        LegTerms ofLeg = terms.of(from.side());
        maxMessageBytes = ofLeg.maxMessageBytes();
        fragmentBytes = terms.of(to.side()).fragmentBytes();
        PerMessageDeflate deflate = from.deflate();
        frames = deflate == null ? new FrameReader(isMasked, Math.min(ofLeg.maxFrameBytes(), maxMessageBytes)) : null;
        // A compressed frame may be longer than its message.
        input = deflate == null ? frames : deflate.input(isMasked, ofLeg.maxFrameBytes());
        this.to = to;
        control = from;
        this.round = round;
        this.scratches = scratches;
        keys = to.side() == Side.BACKEND ? new MaskingKeys() : null;
    }

    @Override
    public boolean hasTraffic() {
        return hasTraffic;
    }

    @Override
    public boolean hasMore(ByteBuffer in) {
        return !hasClosed && (in.hasRemaining() || input.isHolding());
    }

    /** Returns whether another passage may take the next input, because nothing has passed in part. */
    boolean isReplaceable() {
        return frames != null && frames.isBetweenFrames() && !isWithinMessage;
    }

    @Override
    public boolean pass(ByteBuffer in) throws FramingViolation {
        scratch = scratches.get();
        scratch.frames.clear();
        hasRoom = true;
        hasTraffic = false;
        try {
            while (mayGoOn() && (in.hasRemaining() || input.isHolding())) {
                take(input.next(in), in);
            }
        } finally {
            pauseMessage();
            writeFrames();
            input.park();
        }
        return hasRoom;
    }

    private boolean mayGoOn() {
        return hasRoom && !hasClosed && !round.isTurnOver();
    }

    private void take(Found found, ByteBuffer in) throws FramingViolation {
        switch (found) {
            case NOTHING -> {}
            case PIECE -> {
                hasTraffic = true;
                takePiece(in);
                round.pieceTaken();
            }
            case PING -> {
                hasTraffic = true;
                control.ping(input.controlPayload());
            }
            case PONG -> control.pong(input.controlPayload());
            case CLOSE -> {
                hasClosed = true;
                pauseMessage();
                writeFrames();
                control.close(input.controlPayload());
            }
        }
    }

    private void takePiece(ByteBuffer in) throws FramingViolation {
        boolean isFirst = !isWithinMessage;
        if (isFirst) {
            isText = input.isRightKind();
            messageBytes = 0;
            text.begin();
        }
        if (input.frameBytesToCome() > maxMessageBytes - messageBytes) {
            throw new FramingViolation(
                    CloseReason.Kind.TOO_LARGE, "more than " + maxMessageBytes + " bytes in one message");
        }
        int length = input.pieceBytes();
        boolean isLast = input.endsMessage();
        long leastBytes = messageBytes + input.frameBytesToCome();
        messageBytes += length;
        ByteSink piece = scratch.piece;
        piece.clear();
        piece.ensure(length);
        input.copyPiece(in, piece.array(), 0);
        check(piece.array(), length, isLast);
        isWithinMessage = !isLast;
        if (isFirst && isLast) {
            passMessage(piece.array(), length);
        } else {
            passPiece(piece.array(), length, isFirst, isLast, leastBytes);
        }
        if (scratch.frames.size() >= WRITE_BYTES) {
            writeFrames();
        }
    }

    private void check(byte[] piece, int length, boolean isLast) throws FramingViolation {
        if (isText) {
            boolean isValid = text.accepts(ByteBuffer.wrap(piece), 0, length, 0);
            if (!isValid || isLast && !text.isComplete()) {
                throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a text that is not valid UTF-8");
            }
        }
    }

    private void passMessage(byte[] message, int length) {
        MessageDeflater deflater = deflater();
        isContinued = false;
        scratch.deflated.clear();
        isDeflated = deflater != null && deflater.isFor(length) && deflater.compress(message, length, scratch.deflated);
        if (isDeflated) {
            frame(scratch.deflated.array(), scratch.deflated.size(), true);
        } else {
            frame(message, length, true);
        }
    }

    private void passPiece(byte[] piece, int length, boolean isFirst, boolean isLast, long leastBytes) {
        MessageDeflater deflater = deflater();
        if (isFirst) {
            isContinued = false;
            isDeflated = deflater != null && deflater.begin(leastBytes);
        }
        if (!isDeflated) {
            if (length > 0 || isLast) {
                frame(piece, length, isLast);
            }
            return;
        }
        scratch.deflated.clear();
        deflater.compressPiece(piece, length, isLast, scratch.deflated);
        // The compressor collects about as much as a piece before it writes something.
        if (scratch.deflated.size() > 0 || isLast) {
            frame(scratch.deflated.array(), scratch.deflated.size(), isLast);
        }
    }

    /** Writes what the compressor holds back. The compressor serves other sessions until the next piece arrives. */
    private void pauseMessage() {
        MessageDeflater deflater = deflater();
        if (deflater != null && isDeflated && isWithinMessage) {
            scratch.deflated.clear();
            deflater.pause(scratch.deflated);
            if (scratch.deflated.size() > 0) {
                frame(scratch.deflated.array(), scratch.deflated.size(), false);
            }
        }
    }

    /** Returns the compressor of the other leg; null for a leg without compression, or for one that is not connected yet. */
    private MessageDeflater deflater() {
        PerMessageDeflate deflate = to.deflate();
        return deflate == null ? null : deflate.deflater();
    }

    /** Writes bytes of a message in as many frames as the other leg needs. */
    private void frame(byte[] payload, int length, boolean isLast) {
        int begin = 0;
        while (length - begin > fragmentBytes) {
            frame(payload, begin, fragmentBytes, false);
            begin += fragmentBytes;
        }
        frame(payload, begin, length - begin, isLast);
    }

    private void frame(byte[] payload, int offset, int length, boolean isLast) {
        int firstByte = FrameReader.CONTINUATION;
        if (!isContinued) {
            firstByte = isText ? FrameReader.TEXT : FrameReader.BINARY;
            firstByte |= isDeflated ? FrameReader.RSV1 : 0;
        }
        isContinued = true;
        int key = keys == null ? 0 : keys.next();
        FrameHead.write(head.clear(), isLast ? FrameReader.FIN | firstByte : firstByte, length, keys != null, key);
        ByteSink out = scratch.frames;
        out.write(head.array(), 0, head.position());
        int begin = out.size();
        out.write(payload, offset, length);
        if (keys != null) {
            Masking.apply(key, 0, out.array(), begin, length);
        }
    }

    private void writeFrames() {
        ByteSink out = scratch.frames;
        if (out.size() > 0) {
            hasRoom &= to.output().write(ByteBuffer.wrap(out.array(), 0, out.size()));
            out.clear();
        }
    }
}
