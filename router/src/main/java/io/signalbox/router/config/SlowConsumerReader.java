package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.protocol.connection.SlowConsumer.Policy;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes records of how slow consumers are treated. */
final class SlowConsumerReader {
    private SlowConsumerReader() {}

    /** @param maxMessageBytes a backlog that would not hold one message is never the default */
    static SlowConsumerConfig ofTransport(JsonNode item, int maxMessageBytes) {
        SlowConsumerConfig defaults = SlowConsumerConfig.DEFAULTS;
        RoleSlowConsumerConfig given = ofRole(item);
        return new SlowConsumerConfig(
                given.maxPendingBytes().orElse(Math.max(maxMessageBytes, defaults.maxPendingBytes())),
                given.maxPendingTimeMillis().orElse(defaults.maxPendingTimeMillis()),
                given.policy().orElse(defaults.policy()));
    }

    static RoleSlowConsumerConfig ofRole(JsonNode item) {
        return new RoleSlowConsumerConfig(
                number(item.path("max_pending_bytes")),
                number(item.path("max_pending_time")),
                policy(item.path("policy")));
    }

    private static OptionalInt number(JsonNode item) {
        return item.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(item.asInt());
    }

    private static Optional<Policy> policy(JsonNode item) {
        for (Policy policy : Policy.values()) {
            if (policy.configName().equals(item.asText())) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
