package io.signalbox.gateway.relay;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FrameInput.Found;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.websocket.FrameHead;
import io.signalbox.transport.websocket.FrameReader;
import io.signalbox.transport.websocket.Masking;
import java.nio.ByteBuffer;

/**
 * Way of the frames of one leg to the output of the other leg. A frame that is complete in the input passes as it is, with the mask
 * of a client, and neither its head nor its payload is copied. A shorter frame that is not complete waits for its rest. A longer one
 * passes in fragments, so that the output is always between two frames: a PING is answered, and a session is closed, within a
 * message of any length. A frame beyond the fragment size of the other leg passes in fragments as well.
 *
 * <p>Confined to the thread that reads the leg.
 */
final class FramePassage implements Passage {
    /** Longest payload that waits for its rest. */
    static final int MAX_HELD_BYTES = 16 * 1024;

    private final FrameReader frames;
    private final boolean isMasked;
    private final long maxMessageBytes;
    private final int fragmentBytes;
    private final LegOutput to;
    private final ControlFrames control;
    private final Utf8Check text = new Utf8Check();
    private final ByteBuffer head = ByteBuffer.allocate(FrameHead.MAX_BYTES);

    private long messageBytes;

    /** Frame that waits for its rest; null if there is none. */
    private ByteBuffer held;

    /** Whether a fragment of the current frame has been written, so that the next fragment is a continuation. */
    private boolean isFragmented;

    private boolean hasClosed;
    private boolean hasRoom;
    private boolean hasTraffic;

    /**
     * Creates a passage.
     *
     * @param isMasked whether the frames have masks: those of a client
     * @param from the terms of the leg that is read
     * @param fragmentBytes maximum payload of a frame that is written
     */
    FramePassage(boolean isMasked, LegTerms from, int fragmentBytes, LegOutput to, ControlFrames control) {
        frames = new FrameReader(isMasked, Math.min(from.maxFrameBytes(), from.maxMessageBytes()));
        this.isMasked = isMasked;
        maxMessageBytes = from.maxMessageBytes();
        this.fragmentBytes = fragmentBytes;
        this.to = to;
        this.control = control;
    }

    @Override
    public boolean hasTraffic() {
        return hasTraffic;
    }

    @Override
    public boolean pass(ByteBuffer in) throws FramingViolation {
        hasRoom = true;
        hasTraffic = false;
        // The bytes between these positions pass as they are.
        int begin = in.position();
        int end = begin;
        try {
            while (in.hasRemaining() && !hasClosed) {
                boolean hasHead = frames.isBetweenFrames();
                Found found = frames.next(in);
                if (found == Found.PIECE) {
                    hasTraffic = true;
                    check(in);
                    if (hasHead && isWholeFrame()) {
                        frames.skipPiece(in);
                        end = in.position();
                        continue;
                    }
                }
                passRun(in, begin, end);
                take(found, in);
                begin = in.position();
                end = begin;
            }
        } finally {
            passRun(in, begin, end);
        }
        return hasRoom;
    }

    private void passRun(ByteBuffer in, int begin, int end) {
        if (begin < end) {
            hasRoom &= to.write(in.duplicate().position(begin).limit(end));
        }
    }

    private boolean isWholeFrame() {
        return frames.piecePosition() == 0
                && frames.pieceBytes() == frames.frameBytesToCome()
                && frames.pieceBytes() <= fragmentBytes;
    }

    private void check(ByteBuffer in) throws FramingViolation {
        if (frames.piecePosition() == 0) {
            beginFrame();
        }
        if (frames.messageOpcode() == FrameReader.TEXT) {
            boolean isValid = text.accepts(in, in.position(), frames.pieceBytes(), frames.pieceKey());
            if (!isValid || frames.endsMessage() && !text.isComplete()) {
                throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a text that is not valid UTF-8");
            }
        }
    }

    private void beginFrame() throws FramingViolation {
        if (frames.isFirstFrame()) {
            messageBytes = 0;
            text.begin();
        }
        if (frames.frameBytesToCome() > maxMessageBytes - messageBytes) {
            throw new FramingViolation(
                    CloseReason.Kind.TOO_LARGE, "more than " + maxMessageBytes + " bytes in one message");
        }
        messageBytes += frames.frameBytesToCome();
    }

    private void take(Found found, ByteBuffer in) {
        switch (found) {
            case NOTHING -> {}
            case PIECE -> takePiece(in);
            case PING -> {
                hasTraffic = true;
                control.ping(frames.controlPayload());
            }
            case PONG -> control.pong(frames.controlPayload());
            case CLOSE -> {
                hasClosed = true;
                control.close(frames.controlPayload());
            }
        }
    }

    private void takePiece(ByteBuffer in) {
        ByteBuffer piece = in.duplicate().limit(in.position() + frames.pieceBytes());
        if (frames.piecePosition() == 0 && frames.frameBytesToCome() <= Math.min(MAX_HELD_BYTES, fragmentBytes)) {
            int length = (int) frames.frameBytesToCome();
            writeHead(frames.isFirstFrame(), frames.isLastFrame(), length, frames.pieceKey());
            held = ByteBuffer.allocate(head.remaining() + length).put(head);
        }
        if (held == null) {
            fragment(piece);
        } else {
            held.put(piece);
            if (!held.hasRemaining()) {
                hasRoom &= to.write(held.flip());
                held = null;
            }
        }
        frames.skipPiece(in);
    }

    private void fragment(ByteBuffer piece) {
        int begin = piece.position();
        int end = piece.limit();
        do {
            int length = Math.min(fragmentBytes, end - piece.position());
            piece.limit(piece.position() + length);
            boolean isLast = piece.limit() == end;
            int key = Masking.turned(frames.pieceKey(), piece.position() - begin);
            writeHead(frames.isFirstFrame() && !isFragmented, isLast && frames.endsMessage(), length, key);
            isFragmented = !isLast || frames.pieceBytes() < frames.frameBytesToCome();
            hasRoom &= to.write(head, piece);
            piece.position(piece.limit()).limit(end);
        } while (piece.hasRemaining());
    }

    private void writeHead(boolean isFirst, boolean isLast, int length, int key) {
        int opcode = isFirst ? frames.messageOpcode() : FrameReader.CONTINUATION;
        FrameHead.write(head.clear(), isLast ? FrameReader.FIN | opcode : opcode, length, isMasked, key);
        head.flip();
    }
}
