package io.signalbox.router.session;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.Map;

/**
 * Identity of a session as sent in WELCOME (spec: Authentication Methods).
 *
 * @param authextra {@code authextra} of WELCOME; empty for none
 */
public record Principal(
        String authid, RouterRole role, String authmethod, String authprovider, Map<String, Object> authextra) {

    /** Creates a principal without authextra. */
    public Principal(String authid, RouterRole role, String authmethod, String authprovider) {
        this(authid, role, authmethod, authprovider, Map.of());
    }

    /**
     * Returns the name of the peer for what the router remembers of it beyond its session. Peers that nobody has authenticated have one
     * name, because each of their sessions has an authid of its own.
     */
    public String peer() {
        return authmethod.equals("anonymous") ? "" : authid;
    }

    /**
     * Decides on a URI below a pattern that a session of this principal was allowed to subscribe to, or to register. A rule
     * that matches the URI decides. Without such a rule the authorizer's answer for the pattern counts, unless a cached
     * answer denies the URI. Confined to the realm's loop.
     */
    public boolean admits(Action action, String uri) {
        Decision decision = role.permissions().decide(action, uri, MatchPolicy.EXACT);
        return decision == Decision.UNDECIDED ? isNotDenied(action, uri) : decision.isAllowed();
    }

    /** Returns whether no cached answer of the authorizer denies a URI below a pattern. Confined to the realm's loop. */
    public boolean isNotDenied(Action action, String uri) {
        return !role.authorizer().hasDenied(this, action, uri);
    }
}
