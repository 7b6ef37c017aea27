package io.signalbox.client;

import io.signalbox.transport.connecting.ReconnectPolicy;
import java.time.Duration;

/**
 * Rules for opening a lost connection again. The delay between two attempts grows by a factor up to a maximum, and a random part is
 * taken off each delay, so that many clients of a router that has restarted come back at different times. Immutable.
 *
 * <pre>{@code
 * WampClient patient = WampClient.builder("wss://router.example.com/ws", "realm1")
 *         .reconnect(Reconnect.DEFAULTS.withMaxDelay(Duration.ofSeconds(10)).andFirstAttempt())
 *         .build();
 * }</pre>
 *
 * @param initialDelay the longest delay before the second attempt; at least 0
 * @param maxDelay the longest delay; at least {@code initialDelay}
 * @param factor the growth of the delay with each failed attempt; at least 1
 * @param jitter the part of each delay that is random, 0 to 1
 * @param maxAttempts the attempts without success after which no attempt follows; -1 for no limit
 * @param firstAttempt whether an attempt follows also if the first attempt of all fails; otherwise {@link WampClient#open} fails
 *     with its reason
 */
public record Reconnect(
        Duration initialDelay, Duration maxDelay, double factor, double jitter, int maxAttempts, boolean firstAttempt) {
    /** 500 ms to 30 s, with factor 1.5 and jitter 0.3, without a limit. The first attempt of all is not repeated. */
    public static final Reconnect DEFAULTS =
            new Reconnect(Duration.ofMillis(500), Duration.ofSeconds(30), 1.5, 0.3, -1, false);

    /** No attempt after the first. */
    public static final Reconnect NEVER = new Reconnect(Duration.ZERO, Duration.ZERO, 1, 0, 1, false);

    public Reconnect {
        if (initialDelay.isNegative() || maxDelay.compareTo(initialDelay) < 0) {
            throw new IllegalArgumentException(
                    "the delays are " + initialDelay + " and " + maxDelay + ", not 0 or more in ascending order");
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("the factor is " + factor + ", not 1 or more");
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("the jitter is " + jitter + ", not 0 to 1");
        }
        if (maxAttempts < -1 || maxAttempts == 0) {
            throw new IllegalArgumentException(
                    "the maximum of attempts is " + maxAttempts + ", not 1 or more, or -1 for no limit");
        }
    }

    /** Returns the same rules with another longest delay before the second attempt. */
    public Reconnect withInitialDelay(Duration delay) {
        return new Reconnect(delay, maxDelay, factor, jitter, maxAttempts, firstAttempt);
    }

    /** Returns the same rules with another longest delay. */
    public Reconnect withMaxDelay(Duration delay) {
        return new Reconnect(initialDelay, delay, factor, jitter, maxAttempts, firstAttempt);
    }

    /** Returns the same rules with another limit of attempts. */
    public Reconnect withMaxAttempts(int attempts) {
        return new Reconnect(initialDelay, maxDelay, factor, jitter, attempts, firstAttempt);
    }

    /** Returns the same rules, by which an attempt follows also if the first attempt of all fails. */
    public Reconnect andFirstAttempt() {
        return new Reconnect(initialDelay, maxDelay, factor, jitter, maxAttempts, true);
    }

    ReconnectPolicy policy() {
        return new ReconnectPolicy(initialDelay.toMillis(), maxDelay.toMillis(), factor, jitter, maxAttempts);
    }
}
