package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;

/** Permissions of one role in one realm, by URI and action. Confined to the realm's loop. */
public interface Permissions {

    /**
     * Decides on a URI, or on a pattern if {@code match} is not exact.
     *
     * <p>The router calls this method for every request and for every delivery under a pattern. Implementations cache
     * their decisions.
     */
    Decision decide(Action action, String uri, MatchPolicy match);
}
