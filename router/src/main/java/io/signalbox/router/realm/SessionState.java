package io.signalbox.router.realm;

import java.util.concurrent.atomic.AtomicReference;

/**
 * State machine of one session, from the wait for HELLO to the end of the session. Each method is one transition and
 * returns whether the transition takes place. Drawn in {@code docs/ARCHITECTURE.md}.
 *
 * <p>Thread safety: up to {@link State#JOINING} all methods are thread-safe, because messages, deadlines, answers of
 * authenticators and the close of the connection race. From then on the state is confined to the realm's loop.
 */
final class SessionState {
    /** States in the order in which a session passes them. */
    enum State {
        /** The connection has no session. */
        AWAITING_HELLO,
        /** HELLO or AUTHENTICATE is evaluated, possibly by another thread. */
        AUTHENTICATING,
        /** CHALLENGE has been sent and AUTHENTICATE has not arrived. */
        CHALLENGED,
        /** The client is authenticated. The realm has yet to process HELLO. */
        JOINING,
        /** WELCOME has been sent. */
        OPEN,
        /** The router has sent GOODBYE. The session sends nothing more and awaits the answer. */
        LEAVING,
        ENDED
    }

    private final AtomicReference<State> now = new AtomicReference<>(State.AWAITING_HELLO);

    State get() {
        return now.get();
    }

    /** Returns the state from {@link State#JOINING} on. Confined to the realm's loop. */
    State inRealm() {
        // The loop orders all accesses, so that the state costs a message no volatile read.
        return now.getPlain();
    }

    /** HELLO has arrived. */
    boolean greeted() {
        return become(State.AWAITING_HELLO, State.AUTHENTICATING);
    }

    /** CHALLENGE is about to be sent. */
    boolean challenged() {
        return become(State.AUTHENTICATING, State.CHALLENGED);
    }

    /** AUTHENTICATE has arrived. */
    boolean answered() {
        return become(State.CHALLENGED, State.AUTHENTICATING);
    }

    /** The client is authenticated and has a place in the quotas. */
    boolean admitted() {
        return become(State.AUTHENTICATING, State.JOINING);
    }

    /** WELCOME is about to be sent. */
    boolean joined() {
        return become(State.JOINING, State.OPEN);
    }

    /** The router is about to send GOODBYE. */
    boolean dismissed() {
        return become(State.OPEN, State.LEAVING);
    }

    /**
     * Ends the session, whatever its state.
     *
     * @return the state before; {@link State#ENDED} if the session has ended before
     */
    State ended() {
        return now.getAndSet(State.ENDED);
    }

    private boolean become(State from, State to) {
        return now.compareAndSet(from, to);
    }
}
