package io.signalbox.router.connecting;

import io.signalbox.client.Reconnect;
import io.signalbox.transport.connecting.ReconnectPolicy;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Attempts of a configuration to open a connection again, after a failed attempt or a lost connection.
 *
 * @param maxAttempts the attempts without success in a row after which none follows, the loss of a connection included; -1 for no
 *     limit
 */
public record ReconnectItem(
        boolean enabled, long initialDelayMillis, long maxDelayMillis, double factor, double jitter, int maxAttempts) {

    /** Returns the attempts of a transport. */
    public ReconnectPolicy policy() {
        return new ReconnectPolicy(initialDelayMillis, maxDelayMillis, factor, jitter, enabled ? maxAttempts : 1);
    }

    /** Returns the attempts of a client. */
    public Reconnect rules() {
        return enabled
                ? new Reconnect(
                        Duration.ofMillis(initialDelayMillis),
                        Duration.ofMillis(maxDelayMillis),
                        factor,
                        jitter,
                        maxAttempts,
                        true)
                : Reconnect.NEVER;
    }

    /** Returns which key permits further attempts where none follows. */
    public String remedy() {
        return enabled
                ? "raise 'max_attempts' of 'reconnect' (" + maxAttempts + ")"
                : "set 'enabled' of 'reconnect' to true";
    }

    /**
     * Returns the delay before the next attempt in milliseconds; empty if none follows.
     *
     * @param failures the attempts without success in a row, and the loss of the connection; at least 1
     */
    public OptionalLong delayMillis(int failures, RandomGenerator random) {
        return policy().delayMillis(failures, random);
    }
}
