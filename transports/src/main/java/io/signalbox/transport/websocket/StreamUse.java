package io.signalbox.transport.websocket;

import java.util.concurrent.atomic.AtomicReference;

/**
 * State of a zlib stream, whose native memory has to be freed once, and not while a thread uses the stream.
 *
 * <p>Thread safety: one thread at a time uses the stream. Any thread may end the stream, without waiting for a user.
 */
final class StreamUse {
    private enum State {
        IDLE,
        IN_USE,
        /** Ended while in use: the user frees the stream. */
        ENDING,
        ENDED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private final Runnable free;

    /** @param free frees the stream; runs once, on the thread that ends the stream or the last use */
    StreamUse(Runnable free) {
        this.free = free;
    }

    /** Begins a use, which {@link #leave} ends. Returns false if the stream has ended. */
    boolean enter() {
        return state.compareAndSet(State.IDLE, State.IN_USE);
    }

    /** Ends a use, and frees a stream that has ended meanwhile. */
    void leave() {
        if (state.getAndUpdate(now -> now == State.IN_USE ? State.IDLE : State.ENDED) == State.ENDING) {
            free.run();
        }
    }

    /** Ends the stream, and frees it unless it is in use. Idempotent. */
    void end() {
        State before =
                state.getAndUpdate(now -> now == State.IN_USE || now == State.ENDING ? State.ENDING : State.ENDED);
        if (before == State.IDLE) {
            free.run();
        }
    }
}
