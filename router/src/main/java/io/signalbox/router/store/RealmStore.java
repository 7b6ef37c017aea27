package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.time.InstantSource;
import java.util.List;

/**
 * What a realm's broker remembers of its publications.
 *
 * @param histories the subscriptions with event history
 * @param retention how many retained events are kept
 * @param clock when an event is published
 */
public record RealmStore(List<TopicHistory> histories, RetentionLimits retention, InstantSource clock) {

    /** Without event history. */
    public static final RealmStore DEFAULTS =
            new RealmStore(List.of(), RetentionLimits.DEFAULTS, InstantSource.system());

    public RealmStore {
        histories = List.copyOf(histories);
    }

    /** A topic or pattern whose events are stored, subscribers or not. */
    public record TopicHistory(MatchPolicy match, String uri, EventHistory events) {}

    /**
     * What the retained events of a realm may take.
     *
     * @param maxRetainedEvents over all topics
     * @param maxRetainedBytes what they keep alive together
     * @param maxRetainedPerTopic older ones of a topic are for those who may not have the latest
     */
    public record RetentionLimits(int maxRetainedEvents, long maxRetainedBytes, int maxRetainedPerTopic) {
        public static final RetentionLimits DEFAULTS = new RetentionLimits(10_000, 16_777_216, 8);
    }
}
