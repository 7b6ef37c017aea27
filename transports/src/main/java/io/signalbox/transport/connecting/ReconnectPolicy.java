package io.signalbox.transport.connecting;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Delays between attempts to connect: an exponential backoff with jitter. Immutable.
 *
 * @param initialDelayMillis the longest delay before the second attempt; at least 0
 * @param maxDelayMillis the longest delay; at least {@code initialDelayMillis}
 * @param factor the growth of the delay with each failed attempt; at least 1
 * @param jitter the part of each delay that is random, 0 to 1: with 0.3 a delay is 70 to 100 percent of its length. Clients that
 *     have lost their connections at the same time then connect at different times
 * @param maxAttempts the number of attempts without success after which no attempt follows; -1 for no limit
 */
public record ReconnectPolicy(
        long initialDelayMillis, long maxDelayMillis, double factor, double jitter, int maxAttempts) {
    /** 500 ms to 30 s, with factor 1.5 and jitter 0.3, without a limit. */
    public static final ReconnectPolicy DEFAULTS = new ReconnectPolicy(500, 30_000, 1.5, 0.3, -1);

    public ReconnectPolicy {
        if (initialDelayMillis < 0) {
            throw new IllegalArgumentException("initial_delay is " + initialDelayMillis + " ms, not 0 or more");
        }
        if (maxDelayMillis < initialDelayMillis) {
            throw new IllegalArgumentException(
                    "max_delay is " + maxDelayMillis + " ms, less than initial_delay, " + initialDelayMillis + " ms");
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor is " + factor + ", not 1 or more");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + ", not 0 to 1");
        }
        if (maxAttempts < -1 || maxAttempts == 0) {
            throw new IllegalArgumentException(
                    "max_attempts is " + maxAttempts + ", not 1 or more, or -1 for no limit");
        }
    }

    /**
     * Returns the longest delay after a number of failed attempts, in milliseconds, without the jitter.
     *
     * @param failedAttempts the attempts without success so far; at least 1
     */
    public long longestDelayMillis(int failedAttempts) {
        double grown = initialDelayMillis * Math.pow(factor, failedAttempts - 1.0);
        return (long) Math.min(grown, maxDelayMillis);
    }

    /**
     * Returns the delay before the next attempt in milliseconds; empty if no attempt follows.
     *
     * @param failedAttempts the attempts without success so far; at least 1
     */
    public OptionalLong delayMillis(int failedAttempts, RandomGenerator random) {
        if (maxAttempts >= 0 && failedAttempts >= maxAttempts) {
            return OptionalLong.empty();
        }
        double kept = 1 - jitter * random.nextDouble();
        return OptionalLong.of(Math.round(longestDelayMillis(failedAttempts) * kept));
    }
}
