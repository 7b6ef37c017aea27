package io.signalbox.transport.websocket;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets deliveries through one at a time, holds them while reading is paused, and puts the end of the connection behind
 * the last one. One thread at a time delivers; any thread may pause, resume, open and close.
 *
 * <p>A delivery that finds the gate shut is held: its thread touches nothing more, and whoever resumes has it go on.
 */
final class ReadGate {
    private static final int PAUSED = 1;
    private static final int HELD = 2;
    private static final int DELIVERING = 4;
    private static final int CLOSED = 8;
    private static final int UNPAUSABLE = 16;

    private final AtomicInteger state = new AtomicInteger();

    /** Asks to deliver; true must be followed by {@link #leave}, after false the caller touches nothing more. */
    boolean enter() {
        return pass(DELIVERING);
    }

    /** Asks to read on without a delivery; after false the caller touches nothing more. */
    boolean mayRead() {
        return pass(0);
    }

    private boolean pass(int entering) {
        while (true) {
            int now = state.get();
            if ((now & CLOSED) != 0) {
                return false;
            }
            boolean paused = (now & PAUSED) != 0;
            int next = paused ? now | HELD : now | entering;
            if (next == now || state.compareAndSet(now, next)) {
                return !paused;
            }
        }
    }

    /** Ends a delivery; true when the connection was closed meanwhile, and the caller has to announce it. */
    boolean leave() {
        int before = state.getAndUpdate(now -> now & ~DELIVERING);
        return (before & CLOSED) != 0;
    }

    void pause() {
        state.getAndUpdate(now -> (now & UNPAUSABLE) != 0 ? now : now | PAUSED);
    }

    /** Takes the pause back; true when something was held, and the caller has to have it go on. */
    boolean resume() {
        int before = state.getAndUpdate(now -> now & ~(PAUSED | HELD));
        return (before & HELD) != 0;
    }

    /** Takes the pause back for good: from now on only the peer's CLOSE is waited for. */
    boolean open() {
        int before = state.getAndUpdate(now -> (now | UNPAUSABLE) & ~(PAUSED | HELD));
        return (before & HELD) != 0;
    }

    /** Lets nothing more through; true when the caller has to announce the end, at once. */
    boolean close() {
        int before = state.getAndUpdate(now -> now | CLOSED);
        return (before & (CLOSED | DELIVERING)) == 0;
    }

    boolean isPaused() {
        return (state.get() & PAUSED) != 0;
    }
}
