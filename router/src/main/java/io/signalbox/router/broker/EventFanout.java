package io.signalbox.router.broker;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.StoredEvent;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends one publication to the subscribers of everything that matches: one frame for each subscription, whatever the
 * number of its subscribers. Confined to the realm's loop; used again for every publication, so that none allocates for
 * its receivers.
 */
final class EventFanout implements Consumer<Subscription> {
    private final PatternIndex<Subscription> index;
    private final RealmCounters counters;
    private final RetainedEvents retained;
    private final RetainedDeliveries deliveries;
    private final InstantSource clock;
    private final DeliveryCheck check = new DeliveryCheck();

    // The publication that is on its way.
    private RouterSession publisher;
    private Publish publish;
    private long publication;
    private boolean excludesPublisher;
    private boolean disclosesPublisher;
    private Receivers allowed = Receivers.EVERYONE;
    private Map<String, Object> passthru = Map.of();
    private int receivers;

    /** What a part of the publication threw; the other receivers get the event all the same. */
    private Throwable failure;

    /** Made when the first history, or the retained events, ask for it. */
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
     * Sends the event.
     *
     * @param disclosesPublisher whether it tells who published
     * @return how many events were sent
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
        check.begin(message.topic());
        try {
            index.forEachMatch(message.topic(), this);
            if (deliveries.areGoingOn()) {
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

    /** Sessions do not last as long as a history, so events for or without some are not stored (checklist B46). */
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
        // Bytes that nobody else asks for need not be kept.
        boolean shared = subscription.size() > 1;
        // What the router itself tells is relied upon.
        return OutboundFrame.event(event, shared, publisher.role() != RouterRole.ROUTER);
    }

    private boolean isRecipient(RouterSession session) {
        // One that has ended may have subscriptions that have not left yet.
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
            if (check.admits(session.role())) {
                return true;
            }
            counters.deniedDeliveries++;
        } catch (Throwable thrown) {
            failure = AllSteps.first(failure, thrown);
        }
        return false;
    }

    /** Made for each subscription anew: the topic is for pattern subscriptions only (checklist B38). */
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
}
