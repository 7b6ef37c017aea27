package io.signalbox.router.session;

/**
 * Authorizer of a role: decides on the requests of the role's sessions. The {@link Permissions} of such a role are the rules
 * that precede the authorizer; they leave a request {@linkplain Decision#UNDECIDED undecided} if no rule matches.
 *
 * <p>The router asks once for each PUBLISH, SUBSCRIBE, CALL and REGISTER, in the order of the session's requests. The URI is
 * valid, and a client may use the URI as far as reserved names are concerned. A further chunk of a progressive call is not
 * asked for. While a decision is pending, only YIELD and ERROR of the session are handled.
 *
 * <p>Confined to the realm's loop.
 */
public interface Authorizer {

    /**
     * Decides at once if a rule or a cached decision applies, otherwise later. Does not block. An exception counts as {@link
     * Decision#FAILED}.
     *
     * @return any decision other than {@link Decision#UNDECIDED}, possibly later
     */
    Authorization authorize(AuthorizationRequest request);

    /** Returns the longest wait for a decision, in nanoseconds. */
    long timeoutNanos();

    /** Returns whether a cached decision denies an action on a URI to a user. */
    boolean hasDenied(Principal principal, Action action, String uri);

    /**
     * Removes cached decisions.
     *
     * @param authid the user; null for all users
     * @param uri the URI or pattern; null for all
     * @return the number of removed decisions
     */
    int purge(String authid, String uri);
}
