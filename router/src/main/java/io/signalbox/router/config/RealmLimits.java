package io.signalbox.router.config;

/**
 * What one session of a realm may hold, and how much is retained in all. All are counts, unless they say otherwise.
 *
 * @param maxUriLength characters
 * @param maxWildcardShapes different placings of wildcards among equally many components
 */
public record RealmLimits(
        int maxUriLength,
        int maxUriComponents,
        int maxSubscriptions,
        int maxRegistrations,
        int maxWildcardShapes,
        int maxPendingCallsPerCaller,
        int maxPendingCallsPerCallee,
        int maxTestaments,
        int maxTestamentSizeBytes,
        int maxProcedureArgumentBytes,
        long maxHeldCallBytes,
        int maxRetainedEvents,
        long maxRetainedBytes,
        int maxRetainedPerTopic) {

    public static final RealmLimits DEFAULTS = new RealmLimits(
            2048, 64, 100_000, 100_000, 256, 1_024, 4_096, 100, 1 << 20, 64 << 10, 16L << 20, 10_000, 16L << 20, 8);
}
