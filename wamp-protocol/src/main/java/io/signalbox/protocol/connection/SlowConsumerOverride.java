package io.signalbox.protocol.connection;

import java.util.Optional;
import java.util.OptionalLong;

/** Limits of a role for slow peers, which override the limits of the listener where present. Immutable and thread-safe. */
public record SlowConsumerOverride(
        OptionalLong maxPendingBytes, OptionalLong maxPendingTimeMillis, Optional<SlowConsumer.Policy> policy) {

    public static final SlowConsumerOverride NONE =
            new SlowConsumerOverride(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    /** Returns the limits of the listener with the overrides applied. */
    public SlowConsumer over(SlowConsumer listener) {
        return new SlowConsumer(
                maxPendingBytes.orElse(listener.maxPendingBytes()),
                maxPendingTimeMillis.orElse(listener.maxPendingTimeMillis()),
                policy.orElse(listener.policy()));
    }
}
