package io.signalbox.protocol.connection;

import java.util.Optional;
import java.util.OptionalLong;

/** The terms of a role, where they differ from those of the listener; what is empty stays as it is there. */
public record SlowConsumerOverride(
        OptionalLong maxPendingBytes, OptionalLong maxPendingTimeMillis, Optional<SlowConsumer.Policy> policy) {

    public static final SlowConsumerOverride NONE =
            new SlowConsumerOverride(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

    public SlowConsumer over(SlowConsumer listener) {
        return new SlowConsumer(
                maxPendingBytes.orElse(listener.maxPendingBytes()),
                maxPendingTimeMillis.orElse(listener.maxPendingTimeMillis()),
                policy.orElse(listener.policy()));
    }
}
