package io.signalbox.router.broker;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.StoredEvent;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sends one publication to the subscribers of everything that matches: one frame for each subscription, whatever the
 * number of its subscribers. Confined to the realm's loop.
 *
 * <p>Made for one publication and not used again: what is new may point at what is new, while G1 would make each such
 * field of an old object wait for all memory that was written before.
 */
final class EventFanout implements Consumer<Subscription> {

    /** What all publications of a realm share. */
    record Ways(
            PatternIndex<Subscription> index, RealmCounters counters, RetainedEvents retained, InstantSource clock) {}

    private final Ways ways;
    private final RouterSession publisher;
    private final Publish publish;
    private final long publication;
    private final PublishOptions options;
    private final boolean disclosesPublisher;
    private final DeliveryCheck check;
    private int receivers;

    /** Made when the first history, or the retained events, ask for it. */
    private StoredEvent stored;

    /**
     * @param publication its id
     * @param disclosesPublisher whether the event tells who published
     */
    EventFanout(
            Ways ways,
            RouterSession publisher,
            Publish publish,
            long publication,
            PublishOptions options,
            boolean disclosesPublisher) {
        this.ways = ways;
        this.publisher = publisher;
        this.publish = publish;
        this.publication = publication;
        this.options = options;
        this.disclosesPublisher = disclosesPublisher;
        this.check = new DeliveryCheck(publish.topic());
    }

    /**
     * Sends the event.
     *
     * @return how many events were sent
     */
    int send() {
        ways.index().forEachMatch(publish.topic(), this);
        if (options.retain()) {
            ways.retained().keep(stored());
        }
        ways.counters().events += receivers;
        return receivers;
    }

    @Override
    public void accept(Subscription subscription) {
        if (subscription.history() != null && !namesSessions()) {
            subscription.history().append(stored());
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

    /** Sessions do not last as long as a history, so events for or without some are not stored (checklist B46). */
    private boolean namesSessions() {
        return publish.options().get("exclude") != null || publish.options().get("eligible") != null;
    }

    private StoredEvent stored() {
        if (stored == null) {
            long nowMicros = HistoryQuery.floorMicros(ways.clock().instant());
            stored = new StoredEvent(
                    publication, nowMicros, publish.topic(), details(false), options.receivers(), publish.payload());
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
        if (session == publisher && options.excludeMe()) {
            return false;
        }
        Receivers allowed = options.receivers();
        return allowed.isEveryone()
                || allowed.admit(
                        session.id(),
                        session.principal().authid(),
                        session.role().name());
    }

    private boolean mayReceive(RouterSession session) {
        if (check.admits(session.role())) {
            return true;
        }
        ways.counters().deniedDeliveries++;
        return false;
    }

    /** Made for each subscription anew: the topic is for pattern subscriptions only (checklist B38). */
    private Map<String, Object> details(boolean isPattern) {
        if (!disclosesPublisher) {
            if (!isPattern) {
                return options.passthru();
            }
            if (options.passthru().isEmpty()) {
                return Map.of("topic", publish.topic());
            }
        }
        Map<String, Object> details = new LinkedHashMap<>(options.passthru());
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
