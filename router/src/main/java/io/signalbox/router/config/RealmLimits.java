package io.signalbox.router.config;

/**
 * What one session of a realm may hold. All are counts.
 *
 * @param maxUriLength characters
 */
public record RealmLimits(
        int maxUriLength,
        int maxUriComponents,
        int maxSubscriptions,
        int maxRegistrations,
        int maxPendingCallsPerCaller,
        int maxPendingCallsPerCallee,
        long maxHeldCallBytes) {

    public static final RealmLimits DEFAULTS = new RealmLimits(2048, 64, 100_000, 100_000, 1_024, 4_096, 16L << 20);
}
