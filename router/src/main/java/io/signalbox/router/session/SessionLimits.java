package io.signalbox.router.session;

/**
 * Limits of one session, and of wildcard patterns in a realm. All are counts unless a unit is given.
 *
 * @param maxUriLength characters of a topic, procedure or pattern
 * @param maxUriComponents components of a topic, procedure or pattern
 * @param maxTableBytes heap bytes that the subscriptions and registrations of a session keep alive, URIs included
 * @param maxWildcardShapes distinct placements of wildcards among the patterns of a realm with the same number of
 *     components, for subscriptions and for registrations; each costs one look-up per search
 * @param maxPendingCallsPerCaller beyond this number the caller's connection is paused
 * @param maxPendingCallsPerCallee beyond this number the connections of the callers are paused
 * @param maxHeldCallBytes bytes held for a caller's queued calls and calls that may be rerouted
 */
public record SessionLimits(
        int maxUriLength,
        int maxUriComponents,
        int maxSubscriptions,
        int maxRegistrations,
        long maxTableBytes,
        int maxWildcardShapes,
        int maxPendingCallsPerCaller,
        int maxPendingCallsPerCallee,
        long maxHeldCallBytes) {

    public static final SessionLimits DEFAULTS =
            new SessionLimits(2048, 64, 100_000, 100_000, 64L << 20, 256, 1_024, 4_096, 16L << 20);
}
