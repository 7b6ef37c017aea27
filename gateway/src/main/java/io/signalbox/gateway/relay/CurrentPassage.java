package io.signalbox.gateway.relay;

import io.signalbox.gateway.relay.Leg.Side;
import io.signalbox.transport.io.SelectRound;

/**
 * Passage of the next input of one leg. Frames of two legs without compression pass as they are. Messages pass as messages where a leg
 * is compressed, and where the other leg is not connected yet and may become compressed.
 *
 * <p>Confined to the thread that reads the leg.
 */
final class CurrentPassage {
    private final Leg from;
    private final RelaySession session;

    /** Null before the first input. */
    private Passage passage;

    /** Whether the other leg was not connected when the passage was chosen. */
    private boolean isProvisional;

    CurrentPassage(Leg from, RelaySession session) {
        this.from = from;
        this.session = session;
    }

    /** @param round the round that reads the leg */
    Passage get(SelectRound round) {
        if (passage == null || isProvisional && passage.isReplaceable() && isSettled()) {
            passage = choose(round);
        }
        return passage;
    }

    /** Returns whether the compression of the other leg is known. */
    private boolean isSettled() {
        return session.terms().compression().isEmpty() || session.other(from).isConnected();
    }

    private Passage choose(SelectRound round) {
        boolean isSettled = isSettled();
        Leg to = session.other(from);
        isProvisional = !isSettled;
        return isSettled && from.deflate() == null && to.deflate() == null
                ? new FramePassage(from.side() == Side.CLIENT, session.terms(), to.output(), from)
                : new MessagePassage(from, to, session.terms(), round, session.scratches());
    }
}
