package io.signalbox.router.config;

/**
 * The item {@code call_timeout} of a realm's options. 0 switches off.
 *
 * @param defaultMillis for calls without a timeout
 * @param maxMillis for all calls
 */
public record CallTimeoutConfig(long defaultMillis, long maxMillis) {

    public static final CallTimeoutConfig DEFAULTS = new CallTimeoutConfig(0, 0);
}
