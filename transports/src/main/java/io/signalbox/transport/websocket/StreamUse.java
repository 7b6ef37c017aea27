package io.signalbox.transport.websocket;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The use of a zlib stream, whose memory must be freed once and by nobody while another thread is inside of it. One thread
 * at a time uses it; any thread may end it, without waiting for the other.
 */
final class StreamUse {
    private enum State {
        IDLE,
        IN_USE,
        /** Ended while in use: whoever uses it frees it. */
        ENDING,
        ENDED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

    /** Begins a use; false when it has ended. After true, {@link #leave} follows. */
    boolean enter() {
        return state.compareAndSet(State.IDLE, State.IN_USE);
    }

    /** Ends a use; true when the caller has to free the stream. */
    boolean leave() {
        return state.getAndUpdate(now -> now == State.IN_USE ? State.IDLE : State.ENDED) == State.ENDING;
    }

    /** Allows no use any more; true when the caller has to free the stream. */
    boolean end() {
        State before =
                state.getAndUpdate(now -> now == State.IN_USE || now == State.ENDING ? State.ENDING : State.ENDED);
        return before == State.IDLE;
    }
}
