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
 * The way of the retained events to one subscriber, topic by topic in the order of characters: of each the latest event
 * that the subscriber may have. What it keeps is a position, however many events are left. Confined to the realm's loop.
 */
final class RetainedDelivery {
    /** How many topics are looked at before others have their turn. */
    static final int SLICE_TOPICS = 128;

    /** While more waits for a subscriber than this, it is sent nothing more. */
    static final long MAX_BACKLOG_BYTES = 64 << 10;

    /** What became of a slice. */
    enum Progress {
        /** There are more topics. */
        MORE,
        /** The subscriber has to read first. */
        WAITS,
        /** Nothing is left. */
        DONE
    }

    private final RetainedEvents retained;
    private final RealmCounters counters;
    private final Subscriber subscriber;
    private final UriPattern pattern;
    private final String beginning;

    /** Topics whose latest live event came later have been caught up with. */
    private final long begun;

    /** The last topic that was looked at; null before the first. */
    private String position;

    RetainedDelivery(RetainedEvents retained, RealmCounters counters, Subscriber subscriber) {
        this.retained = retained;
        this.counters = counters;
        this.subscriber = subscriber;
        Subscription subscription = subscriber.subscription();
        pattern = new UriPattern(subscription.match(), subscription.topic());
        beginning = subscription.match() == MatchPolicy.WILDCARD
                ? literalBeginning(subscription.topic())
                : subscription.topic();
        begun = retained.nextMoment();
    }

    private static String literalBeginning(String wildcard) {
        if (wildcard.isEmpty() || wildcard.startsWith(".")) {
            return "";
        }
        int hole = wildcard.indexOf("..");
        return hole < 0 ? wildcard : wildcard.substring(0, hole + 1);
    }

    Subscriber subscriber() {
        return subscriber;
    }

    /** Whether the subscriber has to read before it is sent more. */
    boolean isHeldUp() {
        return session().isOpen()
                && (session().connection().backlogBytes() > MAX_BACKLOG_BYTES
                        || session().connection().isCongested());
    }

    private RouterSession session() {
        return subscriber.session();
    }

    /** Sends the next ones, as many as the subscriber takes and a slice allows. */
    Progress slice() {
        if (!session().isOpen()) {
            return Progress.DONE;
        }
        for (int looked = 0; looked < SLICE_TOPICS; looked++) {
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
            RetainedTopic only = position == null ? retained.at(beginning) : null;
            return only == null ? null : Map.entry(beginning, only);
        }
        Map.Entry<String, RetainedTopic> next =
                position == null ? retained.next(beginning, true) : retained.next(position, false);
        return next != null && next.getKey().startsWith(beginning) ? next : null;
    }

    /** A live event of this topic is about to follow: what is retained of it comes first. */
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
            // The stored payload would remember its translations, uncharged.
            Payload payload = event.payload().retained();
            session().send(new Event(subscriber.subscription().id(), event.publication(), details(event), payload));
            counters.events++;
        }
    }

    /** A pattern was authorized as such, so its topics are decided on here, as for live events. */
    private boolean mayReceive(StoredEvent event) {
        boolean allowed = !subscriber.subscription().isPattern()
                || session()
                        .role()
                        .permissions()
                        .decide(Action.SUBSCRIBE, event.topic(), MatchPolicy.EXACT)
                        .isAllowed();
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
