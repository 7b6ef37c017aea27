package io.signalbox.router.dealer;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.OptionalInt;

/**
 * A procedure or pattern whose calls may wait for callees.
 *
 * @param limit calls; empty for the limit of the store
 */
public record CallQueueSettings(String uri, MatchPolicy match, OptionalInt limit) {
    /** @param otherwise the limit of the store */
    public CallQueueLimit limitOr(int otherwise) {
        return new CallQueueLimit(uri, match, limit.orElse(otherwise));
    }
}
