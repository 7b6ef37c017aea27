package io.signalbox.router.dealer;

/**
 * Timeouts of a realm's calls; 0 for none.
 *
 * @param defaultMillis for calls without a timeout
 * @param maxMillis for all calls, also for those without a timeout
 */
public record CallTimeoutSettings(long defaultMillis, long maxMillis) {}
