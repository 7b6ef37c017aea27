package io.signalbox.router.config;

import io.signalbox.protocol.connection.SlowConsumer.Policy;
import java.util.Optional;
import java.util.OptionalInt;

/** What differs for sessions of one role from {@link SlowConsumerConfig} of the transport; what is empty does not. */
public record RoleSlowConsumerConfig(
        OptionalInt maxPendingBytes, OptionalInt maxPendingTimeMillis, Optional<Policy> policy) {}
