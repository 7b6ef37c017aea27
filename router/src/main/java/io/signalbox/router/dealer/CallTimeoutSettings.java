package io.signalbox.router.dealer;

/**
 * Settings of call timeouts in a realm, in milliseconds; 0 for none.
 *
 * @param defaultMillis timeout of calls without a timeout
 * @param maxMillis longest timeout, also of calls without a timeout
 */
public record CallTimeoutSettings(long defaultMillis, long maxMillis) {}
