package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;

/** What one role may do in one realm. Confined to the realm's loop. */
public interface Permissions {

    /**
     * Decides on a URI, or on a pattern when {@code match} is not exact.
     *
     * <p>Called for every message and for every delivery under a pattern, so implementations remember what they decided.
     */
    Decision decide(Action action, String uri, MatchPolicy match);
}
