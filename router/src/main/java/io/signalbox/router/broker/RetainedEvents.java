package io.signalbox.router.broker;

import io.signalbox.router.session.LogEpisode;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import io.signalbox.router.store.StoredEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retained events of a realm, by topic (spec: Event Retention). Confined to the realm's loop.
 *
 * <p>Beyond the limits, the oldest event of the realm is evicted. One event may take a quarter of the bytes, so that no
 * single publication evicts all others; a larger event is published but not retained.
 */
final class RetainedEvents {
    /** Divisor of the byte limit: one event may take {@code maxBytes / MAX_SHARE}. */
    static final int MAX_SHARE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(RetainedEvents.class);

    /** Heap charge of the two map entries of an event and of its topic. */
    private static final int ENTRY_BYTES = 256;

    private final RetentionLimits limits;
    private final RealmCounters counters;
    private final String realm;
    private final LogEpisode fullEpisode;
    private final LogEpisode tooLargeEpisode;

    /** Sorted: the topics of a prefix are adjacent, and a delivery can continue behind any topic. */
    private final TreeMap<String, RetainedTopic> byTopic = new TreeMap<>();

    /** All retained events by publication id, in the order of publication. */
    private final LinkedHashMap<Long, StoredEvent> oldestFirst = new LinkedHashMap<>();

    private long usedBytes;

    /** Logical clock that orders the begins of deliveries and the live events of topics with retained events. */
    private long moments;

    RetainedEvents(RetentionLimits limits, RealmCounters counters, RealmWork work) {
        this.limits = limits;
        this.counters = counters;
        realm = work.realm();
        fullEpisode = new LogEpisode(
                work.timers(),
                more -> LOG.warn(
                        "realm={} {} more retained events were evicted since the last such line", realm, more));
        tooLargeEpisode = new LogEpisode(
                work.timers(),
                more -> LOG.warn(
                        "realm={} {} more events were too large to be retained since the last such line", realm, more));
    }

    int size() {
        return oldestFirst.size();
    }

    long usedBytes() {
        return usedBytes;
    }

    /** Advances the logical clock and returns its value. */
    long nextMoment() {
        return ++moments;
    }

    /**
     * Retains an event.
     *
     * @param withheldFrom id of the publisher, when {@code exclude_me} excludes the publisher; 0 otherwise
     */
    void keep(StoredEvent event, long withheldFrom) {
        if (event.sizeBytes() > limits.maxRetainedBytes() / MAX_SHARE) {
            leaveOut(event);
            return;
        }
        RetainedTopic topic = byTopic.computeIfAbsent(event.topic(), name -> new RetainedTopic());
        topic.lastLive = nextMoment();
        int remaining = event.receivers().isEveryone() ? 0 : limits.maxRetainedPerTopic() - 1;
        while (topic.size() > remaining) {
            forget(remaining == 0 ? topic.removeOldest() : topic.removeOldestButForEveryone());
        }
        topic.add(new RetainedTopic.Retained(event, withheldFrom));
        oldestFirst.put(event.publication(), event);
        usedBytes += ENTRY_BYTES + event.sizeBytes();
        makeRoom();
    }

    /** An event for all receivers supersedes the retained events of its topic even when the event is not retained. */
    private void leaveOut(StoredEvent event) {
        counters.unretainedEvents++;
        if (tooLargeEpisode.begins()) {
            LOG.warn(
                    "realm={} topic={} an event of {} bytes was published but not retained: the limit is a quarter of"
                            + " max_retained_bytes={}; publish smaller events or raise max_retained_bytes",
                    realm,
                    event.topic(),
                    event.sizeBytes(),
                    limits.maxRetainedBytes());
        }
        if (event.receivers().isEveryone()) {
            RetainedTopic outdated = byTopic.remove(event.topic());
            while (outdated != null && !outdated.isEmpty()) {
                forget(outdated.removeOldest());
            }
        }
    }

    private void forget(StoredEvent event) {
        oldestFirst.remove(event.publication());
        usedBytes -= ENTRY_BYTES + event.sizeBytes();
    }

    private void makeRoom() {
        while (oldestFirst.size() > limits.maxRetainedEvents() || usedBytes > limits.maxRetainedBytes()) {
            String name = oldestFirst.firstEntry().getValue().topic();
            RetainedTopic topic = byTopic.get(name);
            forget(topic.removeOldest());
            counters.forgottenRetainedEvents++;
            if (topic.isEmpty()) {
                byTopic.remove(name);
            }
            if (fullEpisode.begins()) {
                LOG.warn(
                        "realm={} the limit of retained events is reached: {} events with {} bytes; the oldest are"
                                + " evicted; raise max_retained_events or max_retained_bytes to keep more",
                        realm,
                        oldestFirst.size(),
                        usedBytes);
            }
        }
    }

    /** Notes a live event of a topic after all active deliveries have caught up with the topic. */
    void wentLive(String topic) {
        RetainedTopic known = byTopic.get(topic);
        if (known != null) {
            known.lastLive = nextMoment();
        }
    }

    /** Returns the retained events of a topic, or null. */
    RetainedTopic at(String topic) {
        return byTopic.get(topic);
    }

    /**
     * Returns the first topic after the given one in character order, or null.
     *
     * @param inclusive whether the given topic itself counts
     */
    Map.Entry<String, RetainedTopic> next(String topic, boolean inclusive) {
        return inclusive ? byTopic.ceilingEntry(topic) : byTopic.higherEntry(topic);
    }

    /** Writes the pending log summaries. */
    void end() {
        fullEpisode.end();
        tooLargeEpisode.end();
    }
}
