package io.signalbox.router.session;

/**
 * Authorizer of a role: decides on the requests of the role's sessions, in place of the {@link Permissions} of the role.
 * Confined to the realm's loop.
 *
 * <p>The router asks once for each PUBLISH, SUBSCRIBE, CALL and REGISTER, in the order of the session's requests. The URI is
 * valid, and a client may use the URI as far as reserved names are concerned. A further chunk of a progressive call is not
 * asked for. While a decision is pending, only YIELD and ERROR of the session are handled. Deliveries under a pattern are
 * decided by the {@link Permissions}.
 */
public interface Authorizer {

    /**
     * Decides at once if a rule or a cached decision applies, otherwise later. Does not block. An exception counts as {@link
     * Decision#FAILED}.
     */
    Authorization authorize(AuthorizationRequest request);

    /** Returns the longest wait for a decision, in nanoseconds. */
    long timeoutNanos();
}
