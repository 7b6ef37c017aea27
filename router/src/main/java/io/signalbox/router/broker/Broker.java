package io.signalbox.router.broker;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.Event;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.options.ForwardFor;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.Receivers;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterRole;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.EventHistory;
import io.signalbox.router.store.HistoryQuery;
import io.signalbox.router.store.RealmStore;
import io.signalbox.router.store.StoredEvent;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * WAMP broker of one realm: holds the subscriptions and dispatches the publications (spec: Publish and Subscribe). The
 * caller has checked the URI, reserved prefixes and the permission of each request. Confined to the realm's loop.
 *
 * <p>The subscribers of a subscription share one frame. The fields hold the state of the current publication, so that a
 * publication allocates nothing per subscriber.
 *
 * <p>Ordering (spec: Ordering Guarantees): each request appends its messages to the outboxes before it returns, and an
 * outbox is first-in first-out. Therefore SUBSCRIBED precedes the first EVENT, no EVENT follows UNSUBSCRIBED, and the
 * events of one publisher reach one subscriber in the order of publication, across topics.
 */
public final class Broker {
    /** Error URI: an event of a link has been at this router before. */
    public static final String FORWARDED_BEFORE = "signalbox.error.forwarded_before";

    private static final long MAX_ID = 1L << 53;

    private final boolean refusesDiscloseMe;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final InstantSource clock;
    private final RetainedEvents retained;
    private final RetainedDeliveries deliveries;
    private final Subscriptions subscriptions;
    private final TopicPermissions topicPermissions = new TopicPermissions();
    private final ForwardedPublications forwarded = new ForwardedPublications();
    private final Consumer<Subscription> eachMatch = this::sendTo;

    // State of the current publication.
    private RouterSession publisher;
    private Publish publish;
    private long publication;
    private boolean excludesPublisher;
    private boolean disclosesPublisher;
    private boolean isRetained;
    private Receivers allowed = Receivers.EVERYONE;

    /** Entries of EVENT.Details that the publisher has given: of payload passthru, and {@code forward_for} of a link. */
    private Map<String, Object> passthru = Map.of();

    private int receivers;

    /** First failure of a part of the publication; rethrown after all other subscribers have the event. */
    private Throwable failure;

    /** Created on first use by an event history or by the retained events. */
    private StoredEvent stored;

    /**
     * @param refusesDiscloseMe whether {@code disclose_me} is an error where no permission rule discloses the publisher
     * @param random source of publication ids
     * @param store event histories, limits of retained events, and the clock
     * @param work schedules the delivery of retained events in slices
     */
    public Broker(
            SessionLimits limits,
            boolean refusesDiscloseMe,
            RandomGenerator random,
            RealmCounters counters,
            RealmStore store,
            RealmWork work) {
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.random = random;
        this.counters = counters;
        clock = store.clock();
        retained = new RetainedEvents(store.retention(), counters, work);
        deliveries = new RetainedDeliveries(retained, counters, work);
        subscriptions = new Subscriptions(limits, counters, deliveries, clock);
        for (RealmStore.TopicHistory history : store.histories()) {
            subscriptions.create(history.match(), history.uri(), history.events());
        }
    }

    /** Sets the observer of subscriptions that are created, joined, left and deleted from now on. */
    public void observedBy(RealmObserver observer) {
        subscriptions.observedBy(observer);
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    /**
     * Subscribes a session and sends SUBSCRIBED. Idempotent: a second SUBSCRIBE is answered with the same id.
     *
     * @return the number of retained events sent so far; later slices may send more
     */
    public int subscribe(RouterSession session, Subscribe subscribe, SubscribeOptions options) {
        return subscriptions.subscribe(session, subscribe, options);
    }

    /** Ends a subscription of a session and sends UNSUBSCRIBED, or ERROR when the session has no such subscription. */
    public void unsubscribe(RouterSession session, Unsubscribe unsubscribe) {
        subscriptions.unsubscribe(session, unsubscribe);
    }

    /**
     * Ends a subscription on behalf of another session. UNSUBSCRIBED is sent only to a subscriber that announced the
     * feature (spec: Subscription Revocation).
     *
     * @param reason the {@code reason} in UNSUBSCRIBED, or null
     * @return whether the session had the subscription
     */
    public boolean revoke(long subscription, long session, String reason) {
        return subscriptions.revoke(subscription, session, reason);
    }

    /** Returns the subscription with this id, or null. */
    Subscription subscription(long id) {
        return subscriptions.withId(id);
    }

    /** Removes a session and returns the slices that remove its subscriptions. */
    public Leaving leaving(RouterSession session) {
        return subscriptions.leaving(session);
    }

    /**
     * Publishes an event to the permitted subscribers, and retains and stores it as required. Sends PUBLISHED before when
     * {@code acknowledge} is set.
     *
     * @return the number of events sent
     */
    public int publish(RouterSession from, Publish message, PublishOptions options, Decision decision) {
        boolean disclosedByRule = decision == Decision.ALLOWED_AND_DISCLOSED;
        if (options.discloseMe() && refusesDiscloseMe && !disclosedByRule) {
            if (options.acknowledge()) {
                refuse(
                        from,
                        MessageType.PUBLISH,
                        message.request(),
                        ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME,
                        "this realm does not disclose publishers");
            }
            return 0;
        }
        boolean isForwarded = from.isLink() && !options.forwardFor().isEmpty();
        if (isForwarded
                && !forwarded.isFirst(
                        from.principal().peer(),
                        options.forwardFor(),
                        from.role().linkNode())) {
            counters.droppedForwards++;
            if (options.acknowledge()) {
                refuse(
                        from,
                        MessageType.PUBLISH,
                        message.request(),
                        FORWARDED_BEFORE,
                        "the event has been here before");
            }
            return 0;
        }
        counters.publications++;
        publication = random.nextLong(1, MAX_ID + 1);
        if (options.acknowledge()) {
            from.send(new Published(message.request(), publication));
        }
        disclosesPublisher = disclosedByRule || options.discloseMe();
        passthru = isForwarded ? withWay(options) : options.passthru();
        return dispatch(from, message, options);
    }

    private static Map<String, Object> withWay(PublishOptions options) {
        Map<String, Object> details = new LinkedHashMap<>(options.passthru());
        details.put(ForwardFor.KEY, options.forwardFor().wire());
        return details;
    }

    private int dispatch(RouterSession from, Publish message, PublishOptions options) {
        publisher = from;
        publish = message;
        excludesPublisher = options.excludeMe();
        allowed = options.receivers();
        isRetained = options.retain();
        receivers = 0;
        topicPermissions.begin(message.topic());
        try {
            subscriptions.index().forEachMatch(message.topic(), eachMatch);
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

    private void sendTo(Subscription subscription) {
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
            if (session.isLink()) {
                sendTo(session, subscription);
                continue;
            }
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

    /**
     * Sends the event to a link, which stands for the sessions behind it: authids and authroles of receivers are for the other router
     * to compare, and the link tells the other router who has published.
     */
    private void sendTo(RouterSession link, Subscription subscription) {
        boolean isRecipient =
                link.isOpen() && (link != publisher || !excludesPublisher) && allowed.admitSession(link.id());
        if (!isRecipient || subscription.isPattern() && !mayReceive(link)) {
            return;
        }
        Map<String, Object> details = new LinkedHashMap<>(details(subscription.isPattern()));
        if (publisher.role() != RouterRole.ROUTER) {
            disclosePublisher(details);
        }
        details.putAll(allowed.namesAsOptions());
        if (isRetained) {
            details.put("retain", true);
        }
        Event event = new Event(subscription.id(), publication, details, publish.payload());
        link.send(OutboundFrame.event(event, false, publisher.role() != RouterRole.ROUTER));
        receivers++;
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
            disclosePublisher(details);
        }
        return details;
    }

    private void disclosePublisher(Map<String, Object> details) {
        details.put("publisher", publisher.id());
        details.put("publisher_authid", publisher.principal().authid());
        details.put("publisher_authrole", publisher.role().name());
    }

    /** Writes the pending log summaries when the realm ends. */
    public void end() {
        retained.end();
    }

    /** Returns the number of sessions and subscriptions held, for leak tests. */
    public int entries() {
        return subscriptions.entries();
    }

    static void refuse(RouterSession session, MessageType type, long request, String error, String text) {
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(text)));
    }
}
