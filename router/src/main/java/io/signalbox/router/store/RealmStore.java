package io.signalbox.router.store;

import io.signalbox.protocol.message.MatchPolicy;
import java.time.InstantSource;
import java.util.List;

/**
 * Storage of the events of a realm: event histories and the limits of retained events.
 *
 * @param histories the subscriptions with an event history
 * @param retention the limits of retained events
 * @param clock the clock of publication and subscription times
 */
public record RealmStore(List<TopicHistory> histories, RetentionLimits retention, InstantSource clock) {

    /** No event history, default limits and the system clock. */
    public static final RealmStore DEFAULTS =
            new RealmStore(List.of(), RetentionLimits.DEFAULTS, InstantSource.system());

    public RealmStore {
        histories = List.copyOf(histories);
    }

    /** Topic or pattern whose events are stored, with or without subscribers. */
    public record TopicHistory(MatchPolicy match, String uri, EventHistory events) {}

    /**
     * Limits of the retained events of a realm.
     *
     * @param maxRetainedEvents the maximum number of retained events of all topics
     * @param maxRetainedBytes the maximum heap bytes kept alive by all retained events
     * @param maxRetainedPerTopic the maximum number of retained events of a topic; the older events serve subscribers that the
     *     latest event excludes
     */
    public record RetentionLimits(int maxRetainedEvents, long maxRetainedBytes, int maxRetainedPerTopic) {
        public static final RetentionLimits DEFAULTS = new RetentionLimits(10_000, 16_777_216, 8);
    }
}
