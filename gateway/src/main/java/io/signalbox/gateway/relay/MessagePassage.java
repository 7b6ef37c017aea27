package io.signalbox.gateway.relay;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.AssemblyBudget;
import io.signalbox.transport.connection.FramingViolation;
import io.signalbox.transport.websocket.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Way of the messages of one leg to a {@link Mediator}, which sees each message whole and takes one message at a time. Meanwhile
 * control frames are handled, and further messages wait. The leg is not read while too many bytes wait, or while an output has no
 * room.
 *
 * <p>Thread safety: reading is confined to the thread that reads the leg. Any thread may call {@link #done}, {@link #then},
 * {@link #hold} and {@link #discard}.
 */
final class MessagePassage implements Passage {
    /** Bytes of messages that wait, beyond which the leg is not read. */
    static final int MAX_WAITING_BYTES = 64 * 1024;

    /** What a message that waits is charged with beside its payload. */
    private static final int ENTRY_BYTES = 64;

    private static final int LEAST_CAPACITY = 1024;

    /**
     * Surroundings of a passage.
     *
     * @param to the output of the other leg
     * @param back the output of the same leg
     * @param budget what a message is charged to, from its first bytes until the receiver is done with the message
     * @param readOn resumes reading; returns at once
     * @param failed handles a defect of the receiver
     */
    record Place(LegOutput to, LegOutput back, AssemblyBudget budget, Runnable readOn, Consumer<Throwable> failed) {}

    /** @param charge bytes of the budget */
    private record Step(Runnable run, long bytes, long charge, boolean isMessage) {}

    private final FrameReader frames;
    private final long maxMessageBytes;
    private final Place place;
    private final ControlFrames control;
    private final Consumer<WebSocketMessage> receiver;
    private final Utf8Check text = new Utf8Check();

    private byte[] assembled = {};
    private int length;
    private boolean hasClosed;
    private boolean hasTraffic;

    // Guarded by this.
    private final Deque<Step> waiting = new ArrayDeque<>();
    private long waitingBytes;

    /** Bytes of the budget for the message that the receiver has taken. */
    private long takenCharge;

    private boolean isFull;
    private boolean isBusy;

    /** Whether the messages wait although none has been taken. */
    private boolean isHeld;

    private boolean isBlocked;
    private boolean isDraining;
    private boolean isDiscarding;

    /**
     * Creates a passage.
     *
     * @param isMasked whether the frames have masks: those of a client
     * @param receiver takes one message at a time, until {@link #done}
     */
    MessagePassage(
            boolean isMasked,
            long maxFrameBytes,
            long maxMessageBytes,
            Place place,
            ControlFrames control,
            Consumer<WebSocketMessage> receiver) {
        frames = new FrameReader(isMasked, Math.min(maxFrameBytes, maxMessageBytes));
        this.maxMessageBytes = maxMessageBytes;
        this.place = place;
        this.control = control;
        this.receiver = receiver;
    }

    @Override
    public boolean hasTraffic() {
        return hasTraffic;
    }

    @Override
    public boolean writesBack() {
        return true;
    }

    @Override
    public boolean pass(ByteBuffer in) throws FramingViolation {
        hasTraffic = false;
        while (in.hasRemaining() && !hasClosed) {
            switch (frames.next(in)) {
                case NOTHING -> {}
                case PIECE -> {
                    hasTraffic = true;
                    takePiece(in);
                }
                case PING -> {
                    hasTraffic = true;
                    control.ping(frames.controlPayload());
                }
                case PONG -> control.pong(frames.controlPayload());
                case CLOSE -> {
                    hasClosed = true;
                    byte[] payload = frames.controlPayload();
                    end(() -> control.close(payload));
                }
            }
        }
        return mayRead();
    }

    private void takePiece(ByteBuffer in) throws FramingViolation {
        if (frames.piecePosition() == 0) {
            beginFrame();
        }
        boolean isText = frames.messageOpcode() == FrameReader.TEXT;
        boolean isComplete = frames.endsMessage();
        int bytes = frames.pieceBytes();
        reserve(bytes);
        frames.copyPiece(in, assembled, length);
        if (isText) {
            boolean isValid = text.accepts(ByteBuffer.wrap(assembled), length, bytes, 0);
            if (!isValid || isComplete && !text.isComplete()) {
                throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a text that is not valid UTF-8");
            }
        }
        length += bytes;
        if (isComplete) {
            add(new WebSocketMessage(!isText, taken()));
        }
    }

    private void beginFrame() throws FramingViolation {
        if (frames.isFirstFrame()) {
            text.begin();
        }
        if (frames.frameBytesToCome() > maxMessageBytes - length) {
            throw new FramingViolation(
                    CloseReason.Kind.TOO_LARGE, "more than " + maxMessageBytes + " bytes in one message");
        }
    }

    /** Makes room for bytes that have arrived. The capacity doubles, and a length that a head announces counts for nothing. */
    private void reserve(int bytes) throws FramingViolation {
        int needed = length + bytes;
        if (needed <= assembled.length) {
            return;
        }
        boolean isWhole = length == 0 && frames.endsMessage();
        int capacity = isWhole ? bytes : Math.max(needed, Math.max(LEAST_CAPACITY, 2 * assembled.length));
        int more = capacity - assembled.length;
        if (!place.budget.tryReserve(more)) {
            throw new FramingViolation(
                    CloseReason.Kind.TRY_AGAIN_LATER, "a message while the node has no memory for more messages");
        }
        assembled = Arrays.copyOf(assembled, capacity);
    }

    /** Returns the payload of the complete message, which stays charged, and begins the next one. */
    private byte[] taken() {
        byte[] payload = assembled.length == length ? assembled : Arrays.copyOf(assembled, length);
        place.budget.release(assembled.length - length);
        assembled = new byte[0];
        length = 0;
        return payload;
    }

    private void add(WebSocketMessage message) {
        int charge = message.bytes().length;
        long bytes = charge + (long) ENTRY_BYTES;
        synchronized (this) {
            if (isDiscarding) {
                place.budget.release(charge);
                return;
            }
            waiting.add(new Step(() -> receiver.accept(message), bytes, charge, true));
            waitingBytes += bytes;
        }
        drain();
    }

    @Override
    public void then(Runnable task) {
        synchronized (this) {
            waiting.add(new Step(task, 0, 0, false));
        }
        drain();
    }

    /** A peer that leaves before its first message leaves at once, also while the messages are held. */
    @Override
    public void end(Runnable task) {
        boolean isFirst;
        synchronized (this) {
            isFirst = isHeld && waiting.isEmpty();
        }
        if (isFirst) {
            task.run();
        } else {
            then(task);
        }
    }

    /** Lets all messages wait for {@link #done}. Called before the first message. */
    synchronized void hold() {
        isBusy = true;
        isHeld = true;
    }

    /** The receiver is done with the message that it has taken. */
    void done() {
        synchronized (this) {
            releaseTaken();
            isBusy = false;
            isHeld = false;
            isBlocked = !hasRoom();
        }
        drain();
    }

    private synchronized void releaseTaken() {
        place.budget.release(takenCharge);
        takenCharge = 0;
    }

    @Override
    public boolean goOn() {
        synchronized (this) {
            isBlocked = !hasRoom();
        }
        drain();
        return mayRead();
    }

    /** Drops all messages, because the session closes. Tasks still run. */
    synchronized void discard() {
        isDiscarding = true;
        place.budget.release(waiting.stream().mapToLong(Step::charge).sum());
        waiting.removeIf(Step::isMessage);
        waitingBytes = 0;
    }

    @Override
    public void release() {
        hasClosed = true;
        place.budget.release(assembled.length);
        assembled = new byte[0];
        length = 0;
    }

    private boolean hasRoom() {
        // Both outputs report their next room.
        return place.to.hasRoom() & place.back.hasRoom();
    }

    private synchronized boolean mayRead() {
        isFull = waitingBytes >= MAX_WAITING_BYTES;
        return !isFull && !isBlocked;
    }

    /** Runs the steps in order, up to a message that the receiver has not done with. One thread at a time. */
    private void drain() {
        boolean resumes;
        while (true) {
            Step next;
            synchronized (this) {
                if (isDraining) {
                    return;
                }
                // A task needs no room in an output: it ends the session.
                boolean mayTake = !isBusy && !waiting.isEmpty() && !(isBlocked && waiting.peek().isMessage);
                if (!mayTake) {
                    resumes = isFull && waitingBytes < MAX_WAITING_BYTES;
                    isFull &= !resumes;
                    break;
                }
                next = waiting.poll();
                waitingBytes = Math.max(0, waitingBytes - next.bytes);
                isBusy = next.isMessage;
                takenCharge = next.charge;
                isDraining = true;
            }
            try {
                next.run.run();
            } catch (Throwable failure) {
                releaseTaken();
                place.failed.accept(failure);
            } finally {
                synchronized (this) {
                    isDraining = false;
                }
            }
        }
        if (resumes) {
            place.readOn.run();
        }
    }
}
