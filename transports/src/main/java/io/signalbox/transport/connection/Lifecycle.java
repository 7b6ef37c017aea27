package io.signalbox.transport.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The states of one connection in one word: what is still read, what is still written, whether deliveries pass, and
 * whether it is over. Drawn in {@code docs/ARCHITECTURE.md}.
 *
 * <p>Deliveries pass one at a time and are held while reading is paused; a delivery that finds the gate shut is held: its
 * thread touches nothing more, and whoever resumes has it go on. The end stands behind the last delivery.
 *
 * <p>One thread at a time delivers, one at a time writes; any thread may do the rest.
 */
final class Lifecycle {
    /** What is done with what the peer sends. */
    enum Input {
        OPEN,
        /** Dropped, up to the end of the stream: the peer broke the protocol, or wrote on behind its CLOSE. */
        FAULTED,
        /** The peer's CLOSE was read, and nothing behind it. */
        CLOSED
    }

    /** What is done with what the owner sends. */
    enum Output {
        OPEN,
        /** The backlog is written, then our CLOSE. */
        CLOSING,
        /** Our CLOSE is written; the rest is dropped. */
        CLOSED,
        /** A write failed; the rest is dropped, but what the peer sent before may still be unread. */
        BROKEN
    }

    /** What whoever closes has to do. */
    enum Close {
        /** Nothing: it was closed before. */
        NOTHING,
        /** To write the backlog and CLOSE. */
        WRITE,
        /** The same, and to have what was held go on. */
        WRITE_AND_READ_ON,
        /** To end the connection: nothing can be written. */
        END
    }

    /** What whoever ends has to do. */
    enum End {
        /** Nothing: it was over before. */
        NOTHING,
        /** To announce the end. */
        ANNOUNCE,
        /** To leave the announcement to the delivery under way. */
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

    /** Whether messages of the peer mean nothing any more, because the owner has closed. */
    boolean isClosing() {
        Output output = output();
        return output == Output.CLOSING || output == Output.CLOSED;
    }

    /** Asks to deliver; true must be followed by {@link #leave}, after false the caller touches nothing more. */
    boolean enter() {
        return pass(DELIVERING);
    }

    /** Asks to have a message decoded by another thread; like {@link #enter}, but {@link #decoded} has to follow. */
    boolean decode() {
        return pass(DECODING);
    }

    /** Notes that the message is decoded. Any thread. */
    void decoded() {
        word.getAndUpdate(now -> now & ~DECODING);
    }

    /** Asks to read on without a delivery; after false the caller touches nothing more. */
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

    /** Ends a delivery; true when the connection has ended meanwhile, and the caller has to announce it. */
    boolean leave() {
        int before = word.getAndUpdate(now -> now & ~DELIVERING);
        return (before & ENDED) != 0;
    }

    /** Shuts the gate, unless the owner has closed: then only the peer's CLOSE is waited for. */
    void pause() {
        word.getAndUpdate(now -> isFinishing(output(now)) ? now : now | PAUSED);
    }

    /** Opens the gate; true when something was held, and the caller has to have it go on. */
    boolean resume() {
        int before = word.getAndUpdate(now -> now & ~(PAUSED | HELD));
        return (before & HELD) != 0;
    }

    /** The peer broke the protocol; true the first time. */
    boolean fault() {
        return input(word.getAndUpdate(now -> with(now, Input.FAULTED))) != Input.FAULTED;
    }

    /** The peer's CLOSE was read. */
    void peerClosed() {
        word.getAndUpdate(now -> with(now, Input.CLOSED));
    }

    /** The owner closes. The gate opens, for a pause would keep the peer's CLOSE unread. */
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

    /** Our CLOSE is written. */
    void closeWritten() {
        word.getAndUpdate(now -> with(now, Output.CLOSED));
    }

    /** A write failed; true when the caller has to end the connection, because nothing is to be read either. */
    boolean writeFailed() {
        int before = word.getAndUpdate(now -> output(now) == Output.OPEN ? with(now, Output.BROKEN) : now);
        return isFinishing(output(before));
    }

    /** The socket is gone, or is to go. */
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
