package io.signalbox.router.broker;

import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.uri.UriPattern;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.StoredEvent;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Delivery of the retained events to one subscriber: for each topic, in character order, the latest event that the
 * subscriber may receive. Its state is a position, whatever the number of remaining events. Confined to the realm's loop.
 */
final class RetainedDelivery {
    /** Maximum number of topics per slice. */
    static final int SLICE_TOPICS = 128;

    /** Backlog of the subscriber's outbox above which the delivery waits. */
    static final long MAX_BACKLOG_BYTES = 64 << 10;

    /** State of a delivery after a slice. */
    enum Progress {
        /** More topics remain. */
        MORE,
        /** The subscriber has to read first. */
        WAITS,
        /** No topic remains. */
        DONE
    }

    private final RetainedEvents retained;
    private final RealmCounters counters;
    private final Subscriber subscriber;
    private final UriPattern pattern;
    private final String literalPrefix;

    /** Moment of the begin. A topic with a later live event needs no delivery: {@link #catchUp} has sent its event. */
    private final long begun;

    /** The last topic visited; null before the first. */
    private String position;

    RetainedDelivery(RetainedEvents retained, RealmCounters counters, Subscriber subscriber) {
        this.retained = retained;
        this.counters = counters;
        this.subscriber = subscriber;
        Subscription subscription = subscriber.subscription();
        pattern = new UriPattern(subscription.match(), subscription.topic());
        literalPrefix = subscription.match() == MatchPolicy.WILDCARD
                ? literalPrefix(subscription.topic())
                : subscription.topic();
        begun = retained.nextMoment();
    }

    private static String literalPrefix(String wildcard) {
        if (wildcard.isEmpty() || wildcard.startsWith(".")) {
            return "";
        }
        int dots = wildcard.indexOf("..");
        return dots < 0 ? wildcard : wildcard.substring(0, dots + 1);
    }

    Subscriber subscriber() {
        return subscriber;
    }

    /** Returns whether the subscriber has to read before the delivery continues. */
    boolean isHeldUp() {
        return session().isOpen()
                && (session().connection().backlogBytes() > MAX_BACKLOG_BYTES
                        || session().connection().isCongested());
    }

    private RouterSession session() {
        return subscriber.session();
    }

    /** Sends the events of the next topics, up to {@link #SLICE_TOPICS} and while the subscriber reads. */
    Progress slice() {
        if (!session().isOpen()) {
            return Progress.DONE;
        }
        for (int visited = 0; visited < SLICE_TOPICS; visited++) {
            if (isHeldUp()) {
                return Progress.WAITS;
            }
            Map.Entry<String, RetainedTopic> next = next();
            if (next == null) {
                return Progress.DONE;
            }
            position = next.getKey();
            if (pattern.matches(position)) {
                send(next.getValue());
            }
        }
        return Progress.MORE;
    }

    private Map.Entry<String, RetainedTopic> next() {
        if (!subscriber.subscription().isPattern()) {
            RetainedTopic only = position == null ? retained.at(literalPrefix) : null;
            return only == null ? null : Map.entry(literalPrefix, only);
        }
        Map.Entry<String, RetainedTopic> next =
                position == null ? retained.next(literalPrefix, true) : retained.next(position, false);
        return next != null && next.getKey().startsWith(literalPrefix) ? next : null;
    }

    /** Sends the retained event of a topic before a live event, unless the delivery has passed the topic. */
    void catchUp(String topic) {
        if (position == null || topic.compareTo(position) > 0) {
            RetainedTopic known = retained.at(topic);
            if (known != null) {
                send(known);
            }
        }
    }

    private void send(RetainedTopic topic) {
        StoredEvent event = topic.lastLive > begun ? null : topic.latestFor(session());
        if (event != null && mayReceive(event)) {
            // A copy, because translations of the stored payload would stay in memory, and no limit counts them.
            Payload payload = event.payload().retained();
            session().send(new Event(subscriber.subscription().id(), event.publication(), details(event), payload));
            counters.events++;
        }
    }

    /** Decides on the topic, as for live events: SUBSCRIBE authorized only the pattern of a pattern subscription. */
    private boolean mayReceive(StoredEvent event) {
        boolean allowed =
                !subscriber.subscription().isPattern() || session().principal().admits(Action.SUBSCRIBE, event.topic());
        if (!allowed) {
            counters.deniedDeliveries++;
        }
        return allowed;
    }

    private Map<String, Object> details(StoredEvent event) {
        Map<String, Object> details = new LinkedHashMap<>(event.details());
        if (subscriber.subscription().isPattern()) {
            details.put("topic", event.topic());
        }
        details.put("retained", true);
        return details;
    }
}
