package io.signalbox.router.session;

/**
 * What one session may hold, and wildcards in all of them. All are counts.
 *
 * @param maxUriLength characters of a topic, procedure or pattern
 * @param maxUriComponents components of a topic, procedure or pattern
 * @param maxWildcardShapes different placings of wildcards among the patterns of a realm that have equally many
 *     components, of subscriptions and of registrations: each costs every search among them one look
 * @param maxPendingCallsPerCaller beyond this the caller is not read for a while
 * @param maxPendingCallsPerCallee beyond this its callers are not read for a while
 * @param maxHeldCallBytes what is kept of a caller's calls that wait, or that another callee may get, in bytes
 */
public record SessionLimits(
        int maxUriLength,
        int maxUriComponents,
        int maxSubscriptions,
        int maxRegistrations,
        int maxWildcardShapes,
        int maxPendingCallsPerCaller,
        int maxPendingCallsPerCallee,
        long maxHeldCallBytes) {

    public static final SessionLimits DEFAULTS =
            new SessionLimits(2048, 64, 100_000, 100_000, 256, 1_024, 4_096, 16L << 20);
}
