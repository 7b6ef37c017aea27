package io.signalbox.gateway.relay;

/**
 * State of the close of one leg.
 *
 * <pre>
 * input    OPEN -- CLOSE of the peer --> CLOSED
 *          OPEN -- a broken frame, or one beyond a limit --> FAULTED   further bytes are dropped
 * output   OPEN -- CLOSE is decided on --> CLOSING -- CLOSE is written --> CLOSED
 * end      any state -- the stream has ended, both sides have closed, the close timeout --> ended
 * </pre>
 *
 * <p>Guarded by the session.
 */
final class LegState {
    enum Input {
        OPEN,
        CLOSED,
        FAULTED
    }

    enum Output {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** What follows the end of both directions. */
    enum Next {
        NOTHING,
        END,
        /** End of the output. The input is read up to its end, because a socket that is closed with unread bytes is reset. */
        END_OUTPUT
    }

    private final Side side;
    private Input input = Input.OPEN;
    private Output output = Output.OPEN;
    private byte[] received;
    private boolean isEnded;

    LegState(Side side) {
        this.side = side;
    }

    Input input() {
        return input;
    }

    Output output() {
        return output;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** Returns the payload of the CLOSE of the peer; null before. */
    byte[] received() {
        return received;
    }

    void closed(byte[] payload) {
        input = Input.CLOSED;
        received = payload;
    }

    void faulted() {
        input = Input.FAULTED;
    }

    /** Decides on a CLOSE. Returns false if there was one before, or the leg has ended. */
    boolean close() {
        if (output != Output.OPEN || isEnded) {
            return false;
        }
        output = Output.CLOSING;
        return true;
    }

    void closeWritten() {
        output = Output.CLOSED;
    }

    /** Returns what follows. A server closes the socket first (RFC 6455 section 7.1.1, Close the WebSocket Connection). */
    Next next() {
        if (isEnded || output != Output.CLOSED) {
            return Next.NOTHING;
        }
        return switch (input) {
            case OPEN -> Next.NOTHING;
            case CLOSED -> side == Side.CLIENT ? Next.END : Next.NOTHING;
            case FAULTED -> Next.END_OUTPUT;
        };
    }

    /** Ends the leg. Returns false if it has ended before. */
    boolean end() {
        boolean isFirst = !isEnded;
        isEnded = true;
        return isFirst;
    }
}
