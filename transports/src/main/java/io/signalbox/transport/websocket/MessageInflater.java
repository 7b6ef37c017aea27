package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.TransportCounters;
import io.signalbox.transport.connection.FramingViolation;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompressor of the messages of one connection (RFC 7692 section 7.2.2, Decompression). Decompresses one buffer at a time,
 * because a few compressed bytes may become megabytes, and the caller has to limit the message.
 *
 * <p>Confined to the thread that reads the connection, except {@link #end}.
 */
final class MessageInflater {
    private static final byte[] NOTHING = {};

    /** Bytes that a sender omits at the end of each message. */
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final boolean takesOver;
    private final TransportCounters counters;
    private final StreamUse use = new StreamUse(this::free);

    /** Null until the first message, and between two messages without context takeover. */
    private Inflater inflater;

    /** Whether the inflater has all of the message except the tail. */
    private boolean isComplete;

    private boolean isTailTaken;
    private boolean isHolding;

    /** Last input of the inflater. */
    private byte[] input = NOTHING;

    private int inputBytes;

    /** @param takesOver whether messages may refer to earlier messages */
    MessageInflater(boolean takesOver, TransportCounters counters) {
        this.takesOver = takesOver;
        this.counters = counters;
    }

    /** Returns whether the inflater holds further bytes of its last input, so that {@link #more} is the next call. */
    boolean isHolding() {
        return isHolding;
    }

    /** Returns whether the last decompressed bytes end the message. */
    boolean endsMessage() {
        return isComplete && !isHolding;
    }

    /**
     * Decompresses bytes of a message from {@code scratch.compressed} to {@code scratch.inflated}.
     *
     * @param length the number of compressed bytes
     * @param isLast whether the bytes end the message
     * @return the number of decompressed bytes
     * @throws FramingViolation if the bytes are not a DEFLATE stream
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
            use.leave();
        }
    }

    /**
     * Decompresses further bytes of the input of {@link #inflate}. Without {@link #park} before, it is called on the same thread as
     * {@link #inflate}, and before the scratch is used for another connection.
     */
    int more(DeflateScratch scratch) throws FramingViolation {
        isHolding = false;
        if (!use.enter()) {
            return 0;
        }
        try {
            return fill(scratch);
        } finally {
            use.leave();
        }
    }

    /** Copies the input that {@link #more} needs, so that the scratch may be used for other connections. */
    void park() {
        if (!isHolding || !use.enter()) {
            return;
        }
        try {
            int left = inflater.getRemaining();
            give(Arrays.copyOfRange(input, inputBytes - left, inputBytes), left);
        } finally {
            use.leave();
        }
    }

    /** Frees the memory. Thread-safe and idempotent. */
    void end() {
        use.end();
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
     * Begins a new stream behind a final block. A sender may end a message with a final block (RFC 7692 section 7.2.3.4,
     * Using a DEFLATE Block with "BFINAL" Set to 1).
     */
    private void beginAnew() {
        int left = inflater.getRemaining();
        inflater.reset();
        inflater.setInput(input, inputBytes - left, left);
        // A message that ends with a final block has no omitted tail.
        isTailTaken |= isComplete && left == 0;
    }

    private void forget(DeflateScratch scratch) {
        // Otherwise the inflater would keep the scratch of a thread alive.
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
