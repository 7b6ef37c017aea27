package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.OptionalInt;

/**
 * Settings of the call queue of a procedure or pattern.
 *
 * @param limit maximum number of waiting calls; empty for the limit of the store
 */
public record CallQueueSettings(String uri, MatchPolicy match, OptionalInt limit) {
    /** Returns the limit of the queue, or {@code storeLimit} if the settings have none. */
    public CallRules.QueueLimit limitOr(int storeLimit) {
        return new CallRules.QueueLimit(uri, match, limit.orElse(storeLimit));
    }
}
