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
 * The latest event of each topic that was published to be retained, for subscribers to come (spec: Event Retention).
 * Confined to the realm's loop.
 *
 * <p>When there are too many, the oldest of the realm are forgotten. One event may take a quarter of the bytes at most, so
 * that no single publication makes the realm forget all others; a larger one is published but not retained.
 */
final class RetainedEvents {
    /** An event may take this part of all bytes. */
    static final int MAX_SHARE = 4;

    private static final Logger LOG = LoggerFactory.getLogger(RetainedEvents.class);

    /** What it takes to find an event: by its topic, of which it may be the only one, and by its publication. */
    private static final int ENTRY_BYTES = 256;

    private final RetentionLimits limits;
    private final RealmCounters counters;
    private final String realm;
    private final LogEpisode fullEpisode;
    private final LogEpisode tooLargeEpisode;

    /** Ordered, so that the topics under a prefix stand together and a delivery can go on behind any of them. */
    private final TreeMap<String, RetainedTopic> byTopic = new TreeMap<>();

    /** All of them by publication. */
    private final LinkedHashMap<Long, StoredEvent> oldestFirst = new LinkedHashMap<>();

    private long usedBytes;

    /** Counts live events of topics with retained ones, and deliveries: tells which came first. */
    private long moments;

    RetainedEvents(RetentionLimits limits, RealmCounters counters, RealmWork work) {
        this.limits = limits;
        this.counters = counters;
        realm = work.realm();
        fullEpisode = new LogEpisode(
                work.timers(),
                work.executor(),
                more -> LOG.warn(
                        "realm={} {} more retained events were forgotten since the last such line", realm, more));
        tooLargeEpisode = new LogEpisode(
                work.timers(),
                work.executor(),
                more -> LOG.warn(
                        "realm={} {} more events were too large to be retained since the last such line", realm, more));
    }

    int size() {
        return oldestFirst.size();
    }

    long usedBytes() {
        return usedBytes;
    }

    /** The next moment: later than all that it gave before. */
    long nextMoment() {
        return ++moments;
    }

    /**
     * Retains an event.
     *
     * @param withheldFrom the session that must not get it because it published it with {@code exclude_me}; 0 for none
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

    /** What everybody was to get instead of earlier events makes those outdated, retained or not. */
    private void leaveOut(StoredEvent event) {
        counters.unretainedEvents++;
        if (tooLargeEpisode.begins()) {
            LOG.warn(
                    "realm={} topic={} an event of {} bytes is published but not retained: one may take a quarter of"
                            + " max_retained_bytes, which is {}",
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
                        "realm={} there are as many retained events as there may be, {} with {} bytes; the oldest are"
                                + " forgotten",
                        realm,
                        oldestFirst.size(),
                        usedBytes);
            }
        }
    }

    /** An event of this topic was published while deliveries were going on, and they have caught up with it. */
    void wentLive(String topic) {
        RetainedTopic known = byTopic.get(topic);
        if (known != null) {
            known.lastLive = nextMoment();
        }
    }

    /** What is retained of a topic, or null. */
    RetainedTopic at(String topic) {
        return byTopic.get(topic);
    }

    /** The first topic behind this one in the order of characters, or null; this one itself if {@code inclusive}. */
    Map.Entry<String, RetainedTopic> next(String topic, boolean inclusive) {
        return inclusive ? byTopic.ceilingEntry(topic) : byTopic.higherEntry(topic);
    }

    /** Logs what was left out of the log until now. */
    void end() {
        fullEpisode.end();
        tooLargeEpisode.end();
    }
}
