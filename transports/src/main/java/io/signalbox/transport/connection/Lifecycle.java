package io.signalbox.transport.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * State machine of one connection, in one atomic word: the input, the output, the gate of deliveries, and the end. Each method is
 * one transition. Drawn in {@code docs/ARCHITECTURE.md}.
 *
 * <p>One delivery at a time passes the gate. While reading is paused the gate is shut: a delivery is then <em>held</em>, its
 * thread leaves the connection, and the caller of {@link #resume} has the delivery continue. The end of the connection is
 * announced behind the current delivery.
 *
 * <p>Thread safety: one thread at a time delivers, and one thread at a time writes. All other methods are thread-safe.
 */
final class Lifecycle {
    /** State of the input. */
    enum Input {
        OPEN,
        /**
         * The peer has violated the protocol, or has sent bytes behind its CLOSE. All bytes up to the end of the stream are
         * dropped.
         */
        FAULTED,
        /** The CLOSE of the peer was read, and no bytes behind it. */
        CLOSED
    }

    /** State of the output. */
    enum Output {
        OPEN,
        /** The backlog is written, then this side's CLOSE. */
        CLOSING,
        /** This side's CLOSE is written. All further frames are dropped. */
        CLOSED,
        /** A write has failed. All further frames are dropped. The last messages of the peer may still be unread. */
        BROKEN
    }

    /** Duty of the caller of {@link #close}. */
    enum Close {
        /** None: the connection is closing already. */
        NOTHING,
        /** Write the backlog and CLOSE. */
        WRITE,
        /** Write the backlog and CLOSE, and have a held delivery continue. */
        WRITE_AND_READ_ON,
        /** End the connection, because no bytes can be written. */
        END
    }

    /** Duty of the caller of {@link #end}. */
    enum End {
        /** None: the connection has ended before. */
        NOTHING,
        /** Announce the end. */
        ANNOUNCE,
        /** None: the current delivery announces the end. */
        LEAVE_TO_DELIVERY
    }

    // The bits of the word: two for each of input and output, then one for each of the others.
    private static final int OUTPUT_SHIFT = 2;
    private static final int INPUT_MASK = 3;
    private static final int OUTPUT_MASK = 3 << OUTPUT_SHIFT;
    private static final int PAUSED = 1 << 4;
    private static final int HELD = 1 << 5;
    private static final int DELIVERING = 1 << 6;
    private static final int ENDED = 1 << 7;
    private static final int DECODING = 1 << 8;

    private static final Input[] INPUTS = Input.values();
    private static final Output[] OUTPUTS = Output.values();

    private final AtomicInteger word = new AtomicInteger();

    Input input() {
        return input(word.get());
    }

    Output output() {
        return output(word.get());
    }

    boolean isEnded() {
        return (word.get() & ENDED) != 0;
    }

    /** Returns whether nothing is read for now: reading is paused, or waits for a message that another thread decodes. */
    boolean isPaused() {
        return (word.get() & (PAUSED | DECODING)) != 0;
    }

    /** Returns whether messages of the peer are dropped, because the owner has closed the connection. */
    boolean isClosing() {
        Output output = output();
        return output == Output.CLOSING || output == Output.CLOSED;
    }

    /**
     * Begins a delivery, which {@link #leave} ends. Returns false if the delivery is held or the connection has ended; the caller
     * must then leave the connection.
     */
    boolean enter() {
        return pass(DELIVERING);
    }

    /** Begins the decoding of a message by another thread, like {@link #enter}. {@link #decoded} ends the decoding. */
    boolean decode() {
        return pass(DECODING);
    }

    /** Ends the decoding of a message. Thread-safe. */
    void decoded() {
        word.getAndUpdate(now -> now & ~DECODING);
    }

    /** Returns whether the caller may read. If not, the caller must leave the connection, as after {@link #enter}. */
    boolean mayRead() {
        return pass(0);
    }

    private boolean pass(int entering) {
        while (true) {
            int now = word.get();
            if ((now & ENDED) != 0) {
                return false;
            }
            boolean paused = (now & PAUSED) != 0;
            int next = paused ? now | HELD : now | entering;
            if (next == now || word.compareAndSet(now, next)) {
                return !paused;
            }
        }
    }

    /** Ends a delivery. Returns whether the connection has ended meanwhile, so that the caller has to announce the end. */
    boolean leave() {
        int before = word.getAndUpdate(now -> now & ~DELIVERING);
        return (before & ENDED) != 0;
    }

    /** Shuts the gate, unless the owner has closed the connection: the CLOSE of the peer has to be read then. */
    void pause() {
        word.getAndUpdate(now -> isFinishing(output(now)) ? now : now | PAUSED);
    }

    /** Opens the gate. Returns whether a delivery is held, which the caller has to continue. */
    boolean resume() {
        int before = word.getAndUpdate(now -> now & ~(PAUSED | HELD));
        return (before & HELD) != 0;
    }

    /** Records a fault in the input. */
    void fault() {
        word.getAndUpdate(now -> with(now, Input.FAULTED));
    }

    /** Records that the CLOSE of the peer was read. */
    void peerClosed() {
        word.getAndUpdate(now -> with(now, Input.CLOSED));
    }

    /** Closes the output for the owner. Opens the gate, so that the CLOSE of the peer is read. */
    Close close() {
        int before = word.getAndUpdate(Lifecycle::closed);
        if ((before & ENDED) != 0 || isFinishing(output(before))) {
            return Close.NOTHING;
        }
        if (output(before) == Output.BROKEN) {
            return Close.END;
        }
        return (before & HELD) != 0 ? Close.WRITE_AND_READ_ON : Close.WRITE;
    }

    private static int closed(int now) {
        return (now & ENDED) != 0 || output(now) != Output.OPEN ? now : with(now, Output.CLOSING) & ~(PAUSED | HELD);
    }

    /** Records that this side's CLOSE is written. */
    void closeWritten() {
        word.getAndUpdate(now -> with(now, Output.CLOSED));
    }

    /** Records a failed write. Returns whether the caller has to end the connection, because no messages have to be read. */
    boolean writeFailed() {
        int before = word.getAndUpdate(now -> output(now) == Output.OPEN ? with(now, Output.BROKEN) : now);
        return isFinishing(output(before));
    }

    /** Ends the connection. */
    End end() {
        int before = word.getAndUpdate(now -> now | ENDED);
        if ((before & ENDED) != 0) {
            return End.NOTHING;
        }
        return (before & DELIVERING) != 0 ? End.LEAVE_TO_DELIVERY : End.ANNOUNCE;
    }

    private static boolean isFinishing(Output output) {
        return output == Output.CLOSING || output == Output.CLOSED;
    }

    private static Input input(int word) {
        return INPUTS[word & INPUT_MASK];
    }

    private static Output output(int word) {
        return OUTPUTS[(word & OUTPUT_MASK) >> OUTPUT_SHIFT];
    }

    private static int with(int word, Input input) {
        return word & ~INPUT_MASK | input.ordinal();
    }

    private static int with(int word, Output output) {
        return word & ~OUTPUT_MASK | output.ordinal() << OUTPUT_SHIFT;
    }
}
