package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.FramingViolation;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses the messages of one connection (RFC 7692 section 7.2.2, Decompression), a buffer at a time: so much may come
 * of a few bytes that the caller has to count what comes.
 *
 * <p>Confined to the thread that reads the connection, except {@link #end}.
 */
final class MessageInflater {
    private static final byte[] NOTHING = {};

    /** What a sender leaves out behind each message. */
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final boolean takesOver;
    private final TransportCounters counters;
    private final StreamUse use = new StreamUse();

    /** Null until the first message, and between messages where none refers to the ones before it. */
    private Inflater inflater;

    /** Whether all of the message but its tail has been given to the inflater. */
    private boolean isComplete;

    private boolean isTailTaken;
    private boolean isHolding;

    /** What the inflater was given last. */
    private byte[] input = NOTHING;

    private int inputBytes;

    /** @param takesOver whether messages may refer to the ones before them */
    MessageInflater(boolean takesOver, TransportCounters counters) {
        this.takesOver = takesOver;
        this.counters = counters;
    }

    /** Whether {@link #more} has to be called before anything else. */
    boolean isHolding() {
        return isHolding;
    }

    /** Whether what came last ends the message. */
    boolean endsMessage() {
        return isComplete && !isHolding;
    }

    /**
     * Decompresses what {@code scratch.compressed} holds of a message into {@code scratch.inflated}.
     *
     * @param isLast whether the message ends with that
     * @return how many bytes it has become so far
     * @throws FramingViolation where it is not compressed as it has to be
     */
    int inflate(DeflateScratch scratch, int length, boolean isLast) throws FramingViolation {
        isComplete = isLast;
        isTailTaken = false;
        isHolding = false;
        if (!use.enter()) {
            return 0;
        }
        try {
            if (inflater == null) {
                inflater = takesOver ? new Inflater(true) : scratch.takeInflater();
            }
            give(scratch.compressed, length);
            counters.bytesBeforeInflate.add(length);
            return fill(scratch);
        } finally {
            leave();
        }
    }

    /** Goes on with what {@link #inflate} was given, on the same thread. */
    int more(DeflateScratch scratch) throws FramingViolation {
        isHolding = false;
        if (!use.enter()) {
            return 0;
        }
        try {
            return fill(scratch);
        } finally {
            leave();
        }
    }

    /** Frees the memory. Any thread; idempotent. */
    void end() {
        if (use.end()) {
            free();
        }
    }

    private void leave() {
        if (use.leave()) {
            free();
        }
    }

    private void free() {
        if (inflater != null) {
            inflater.end();
            inflater = null;
        }
    }

    private int fill(DeflateScratch scratch) throws FramingViolation {
        byte[] out = scratch.inflated;
        int filled = 0;
        try {
            while (filled < out.length) {
                int some = inflater.inflate(out, filled, out.length - filled);
                filled += some;
                if (inflater.finished()) {
                    beginAnew();
                } else if (some == 0 && !inflater.needsInput()) {
                    throw broken("it asks for a dictionary");
                } else if (inflater.needsInput() && filled < out.length) {
                    if (!isComplete || isTailTaken) {
                        break;
                    }
                    isTailTaken = true;
                    give(TAIL, TAIL.length);
                }
            }
        } catch (DataFormatException e) {
            throw broken(e.getMessage());
        }
        isHolding = filled == out.length;
        counters.bytesInflated.add(filled);
        if (endsMessage()) {
            forget(scratch);
        }
        return filled;
    }

    private void give(byte[] bytes, int length) {
        input = bytes;
        inputBytes = length;
        inflater.setInput(bytes, 0, length);
    }

    /**
     * Begins a new stream behind a final block, with which a sender may end a message (RFC 7692 section 7.2.3.4, Using a
     * DEFLATE Block with "BFINAL" Set to 1).
     */
    private void beginAnew() {
        int left = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(input, inputBytes - left, left);
        // With the final block as its end, the message has no tail that was left out.
        isTailTaken |= isComplete && left == 0;
    }

    private void forget(DeflateScratch scratch) {
        // Else it would keep the scratch of a thread alive.
        give(NOTHING, 0);
        if (!takesOver) {
            scratch.giveBack(inflater);
            inflater = null;
        }
    }

    private static FramingViolation broken(String why) {
        return new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a message that cannot be decompressed: " + why);
    }
}
