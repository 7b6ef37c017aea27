package io.signalbox.router.broker;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Principal;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.StoredEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Dispatch of one publication to the subscribers of all matching subscriptions. The subscribers of a subscription share
 * one frame. One instance serves all publications in turn, so that a publication allocates nothing per subscriber.
 * Confined to the realm's loop.
 */
final class EventFanout implements Consumer<Subscription> {
    private final PatternIndex<Subscription> index;
    private final RealmCounters counters;
    private final RetainedEvents retained;
    private final RetainedDeliveries deliveries;
    private final InstantSource clock;
    private final TopicPermissions topicPermissions = new TopicPermissions();

    // State of the current publication.
    private RouterSession publisher;
    private Publish publish;
    private long publication;
    private boolean excludesPublisher;
    private boolean disclosesPublisher;
    private Receivers allowed = Receivers.EVERYONE;
    private Map<String, Object> passthru = Map.of();
    private int receivers;

    /** First failure of a part of the publication; rethrown after all other subscribers have the event. */
    private Throwable failure;

    /** Created on first use by an event history or by the retained events. */
    private StoredEvent stored;

    EventFanout(
            PatternIndex<Subscription> index,
            RealmCounters counters,
            RetainedEvents retained,
            RetainedDeliveries deliveries,
            InstantSource clock) {
        this.index = index;
        this.counters = counters;
        this.retained = retained;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    /**
     * Sends the event, and retains and stores it as required.
     *
     * @param disclosesPublisher whether EVENT carries the publisher's identity (spec: Publisher Identification)
     * @return the number of events sent
     */
    int send(
            RouterSession from,
            Publish message,
            long publicationId,
            PublishOptions options,
            boolean disclosesPublisher) {
        publisher = from;
        publish = message;
        publication = publicationId;
        excludesPublisher = options.excludeMe();
        this.disclosesPublisher = disclosesPublisher;
        allowed = options.receivers();
        passthru = options.passthru();
        receivers = 0;
        topicPermissions.begin(message.topic());
        try {
            index.forEachMatch(message.topic(), this);
            if (deliveries.isActive()) {
                retained.wentLive(message.topic());
            }
            if (options.retain()) {
                retained.keep(stored(), excludesPublisher ? from.id() : 0);
            }
            AllSteps.rethrow(failure);
        } finally {
            counters.events += receivers;
            failure = null;
            publisher = null;
            publish = null;
            stored = null;
            allowed = Receivers.EVERYONE;
            passthru = Map.of();
        }
        return receivers;
    }

    @Override
    public void accept(Subscription subscription) {
        if (subscription.history() != null && !namesSessions()) {
            store(subscription.history());
        }
        if (subscription.isAwaitingRetained()) {
            deliveries.catchUp(subscription, publish.topic());
        }
        OutboundFrame frame = null;
        boolean isPattern = subscription.isPattern();
        for (int slot = 0; slot < subscription.size(); slot++) {
            RouterSession session = subscription.session(slot);
            if (!isRecipient(session) || (isPattern && !mayReceive(session))) {
                continue;
            }
            if (frame == null) {
                frame = frame(subscription);
            }
            session.send(frame);
            receivers++;
        }
    }

    private void store(EventHistory history) {
        try {
            history.append(stored());
        } catch (Throwable thrown) {
            failure = AllSteps.first(failure, thrown);
        }
    }

    /** An event that names session ids is not stored: session ids end before the history does (spec: Event History). */
    private boolean namesSessions() {
        return publish.options().get("exclude") != null || publish.options().get("eligible") != null;
    }

    private StoredEvent stored() {
        if (stored == null) {
            long nowMicros = HistoryQuery.floorMicros(clock.instant());
            stored = new StoredEvent(
                    publication, nowMicros, publish.topic(), details(false), allowed, publish.payload());
        }
        return stored;
    }

    private OutboundFrame frame(Subscription subscription) {
        Event event = new Event(subscription.id(), publication, details(subscription.isPattern()), publish.payload());
        // The encoded bytes are kept only for further subscribers.
        boolean shared = subscription.size() > 1;
        // Meta events are not droppable: clients keep state by them.
        return OutboundFrame.event(event, shared, publisher.role() != RouterRole.ROUTER);
    }

    private boolean isRecipient(RouterSession session) {
        // The subscriptions of an ended session are removed in slices.
        if (!session.isOpen() || session == publisher && excludesPublisher) {
            return false;
        }
        return allowed.isEveryone()
                || allowed.admit(
                        session.id(),
                        session.principal().authid(),
                        session.role().name());
    }

    private boolean mayReceive(RouterSession session) {
        try {
            if (topicPermissions.allow(session.principal())) {
                return true;
            }
            counters.deniedDeliveries++;
        } catch (Throwable thrown) {
            failure = AllSteps.first(failure, thrown);
        }
        return false;
    }

    /** Returns EVENT.Details, which has the topic for pattern subscriptions only (spec: Pattern-based Subscription). */
    private Map<String, Object> details(boolean isPattern) {
        if (!disclosesPublisher && !isPattern) {
            return passthru;
        }
        if (!disclosesPublisher && passthru.isEmpty()) {
            return Map.of("topic", publish.topic());
        }
        Map<String, Object> details = new LinkedHashMap<>(passthru);
        if (isPattern) {
            details.put("topic", publish.topic());
        }
        if (disclosesPublisher) {
            details.put("publisher", publisher.id());
            details.put("publisher_authid", publisher.principal().authid());
            details.put("publisher_authrole", publisher.role().name());
        }
        return details;
    }

    /**
     * SUBSCRIBE decisions on the topic of the publication, one per role. SUBSCRIBE authorized only the pattern of a
     * pattern subscription, so a rule that denies a matching topic is applied here. Without a rule for the topic, the
     * cached decisions of the role's authorizer count, which differ from user to user.
     */
    private static final class TopicPermissions {
        private final ArrayList<RouterRole> allowed = new ArrayList<>();
        private final ArrayList<RouterRole> denied = new ArrayList<>();
        private String topic;

        void begin(String newTopic) {
            topic = newTopic;
            allowed.clear();
            denied.clear();
        }

        boolean allow(Principal subscriber) {
            RouterRole role = subscriber.role();
            if (isIn(allowed, role)) {
                return true;
            }
            if (isIn(denied, role)) {
                return false;
            }
            Decision decision = role.permissions().decide(Action.SUBSCRIBE, topic, MatchPolicy.EXACT);
            if (decision == Decision.UNDECIDED) {
                return subscriber.isNotDenied(Action.SUBSCRIBE, topic);
            }
            (decision.isAllowed() ? allowed : denied).add(role);
            return decision.isAllowed();
        }

        private static boolean isIn(ArrayList<RouterRole> roles, RouterRole role) {
            for (int i = 0; i < roles.size(); i++) {
                if (roles.get(i) == role) {
                    return true;
                }
            }
            return false;
        }
    }
}
