package io.signalbox.router.config;

import io.signalbox.protocol.connection.SlowConsumer.Policy;

/**
 * What happens to sessions that read too slowly.
 *
 * @param maxPendingBytes what may wait to be sent to one session
 * @param maxPendingTimeMillis how long something may wait; 0 for as long as it takes
 */
public record SlowConsumerConfig(int maxPendingBytes, int maxPendingTimeMillis, Policy policy) {
    public static final SlowConsumerConfig DEFAULTS = new SlowConsumerConfig(16 << 20, 30_000, Policy.DISCONNECT);
}
