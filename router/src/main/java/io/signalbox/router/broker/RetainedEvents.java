package io.signalbox.router.broker;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.RealmStore.RetentionLimits;
import io.signalbox.router.store.StoredEvent;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest event of each topic that was published to be retained, for subscribers to come (spec: Event Retention).
 * Confined to the realm's loop.
 *
 * <p>An event that not everybody may have stands before the ones that came earlier instead of replacing them (checklist
 * B52). When there are too many, the oldest of the realm are forgotten.
 */
final class RetainedEvents {
    private static final Logger LOG = LoggerFactory.getLogger(RetainedEvents.class);

    /** What it takes to find an event: by its topic, of which it may be the only one, and by its publication. */
    private static final int ENTRY_BYTES = 256;

    private final RetentionLimits limits;
    private final RealmCounters counters;

    /** Ordered, so that the topics under a prefix stand together. Each topic has its latest event first. */
    private final TreeMap<String, ArrayDeque<StoredEvent>> byTopic = new TreeMap<>();

    /** All of them by publication. */
    private final LinkedHashMap<Long, StoredEvent> oldestFirst = new LinkedHashMap<>();

    private long usedBytes;
    private boolean full;

    RetainedEvents(RetentionLimits limits, RealmCounters counters) {
        this.limits = limits;
        this.counters = counters;
    }

    int size() {
        return oldestFirst.size();
    }

    long usedBytes() {
        return usedBytes;
    }

    void keep(StoredEvent event) {
        ArrayDeque<StoredEvent> ofTopic = byTopic.computeIfAbsent(event.topic(), topic -> new ArrayDeque<>());
        int remaining = event.receivers().isEveryone() ? 0 : limits.maxPerTopic() - 1;
        while (ofTopic.size() > remaining) {
            if (remaining == 0) {
                forgetLast(ofTopic);
            } else {
                forgetLastButForEveryone(ofTopic);
            }
        }
        ofTopic.addFirst(event);
        oldestFirst.put(event.publication(), event);
        usedBytes += ENTRY_BYTES + event.sizeBytes();
        makeRoom();
    }

    /** What everybody may have is what most subscribers get, so it stays longest. */
    private void forgetLastButForEveryone(ArrayDeque<StoredEvent> ofTopic) {
        StoredEvent last = ofTopic.getLast();
        if (last.receivers().isEveryone()) {
            ofTopic.removeLast();
            forgetLast(ofTopic);
            ofTopic.addLast(last);
        } else {
            forgetLast(ofTopic);
        }
    }

    private void forgetLast(ArrayDeque<StoredEvent> ofTopic) {
        StoredEvent forgotten = ofTopic.removeLast();
        oldestFirst.remove(forgotten.publication());
        usedBytes -= ENTRY_BYTES + forgotten.sizeBytes();
    }

    private void makeRoom() {
        boolean tooMany = oldestFirst.size() > limits.maxEvents() || usedBytes > limits.maxBytes();
        if (tooMany && !full) {
            LOG.warn(
                    "the realm has as many retained events as it may have, {} with {} bytes; old ones are forgotten",
                    oldestFirst.size() - 1,
                    limits.maxBytes());
        }
        full = tooMany;
        while (oldestFirst.size() > limits.maxEvents() || usedBytes > limits.maxBytes()) {
            String topic = oldestFirst.firstEntry().getValue().topic();
            ArrayDeque<StoredEvent> ofTopic = byTopic.get(topic);
            forgetLast(ofTopic);
            counters.forgottenRetainedEvents++;
            if (ofTopic.isEmpty()) {
                byTopic.remove(topic);
            }
        }
    }

    /**
     * Sends what is retained under a subscription: of each topic the latest event that this session may have.
     *
     * @return how many events were sent
     */
    int deliver(RouterSession session, Subscription subscription) {
        int sent = 0;
        for (ArrayDeque<StoredEvent> ofTopic : matching(subscription)) {
            StoredEvent event = latestFor(session, ofTopic);
            if (event != null && mayReceive(session, subscription, event)) {
                // The stored payload would remember its translations, uncharged.
                Payload payload = event.payload().retained();
                session.send(new Event(subscription.id(), event.publication(), details(subscription, event), payload));
                sent++;
            }
        }
        counters.events += sent;
        return sent;
    }

    private Collection<ArrayDeque<StoredEvent>> matching(Subscription subscription) {
        String topic = subscription.topic();
        return switch (subscription.match()) {
            case EXACT -> byTopic.containsKey(topic) ? List.of(byTopic.get(topic)) : List.of();
            case PREFIX -> under(topic).values();
            case WILDCARD -> {
                UriPattern pattern = new UriPattern(MatchPolicy.WILDCARD, topic);
                Map<String, ArrayDeque<StoredEvent>> found = new LinkedHashMap<>(under(literalBeginning(topic)));
                found.keySet().removeIf(candidate -> !pattern.matches(candidate));
                yield found.values();
            }
        };
    }

    /** The topics that begin with these characters. */
    private Map<String, ArrayDeque<StoredEvent>> under(String prefix) {
        // No URI has a character behind this one, which is no character at all.
        return byTopic.subMap(prefix, prefix + Character.MAX_VALUE);
    }

    private static String literalBeginning(String wildcard) {
        if (wildcard.isEmpty() || wildcard.startsWith(".")) {
            return "";
        }
        int hole = wildcard.indexOf("..");
        return hole < 0 ? wildcard : wildcard.substring(0, hole + 1);
    }

    private static StoredEvent latestFor(RouterSession session, ArrayDeque<StoredEvent> ofTopic) {
        for (StoredEvent event : ofTopic) {
            if (event.receivers()
                    .admit(
                            session.id(),
                            session.principal().authid(),
                            session.role().name())) {
                return event;
            }
        }
        return null;
    }

    /** A pattern was authorized as such, so its topics are decided on here, as for live events. */
    private boolean mayReceive(RouterSession session, Subscription subscription, StoredEvent event) {
        boolean allowed = !subscription.isPattern()
                || session.role()
                        .permissions()
                        .decide(Action.SUBSCRIBE, event.topic(), MatchPolicy.EXACT)
                        .isAllowed();
        if (!allowed) {
            counters.deniedDeliveries++;
        }
        return allowed;
    }

    private static Map<String, Object> details(Subscription subscription, StoredEvent event) {
        Map<String, Object> details = new LinkedHashMap<>(event.details());
        if (subscription.isPattern()) {
            details.put("topic", event.topic());
        }
        details.put("retained", true);
        return details;
    }
}
