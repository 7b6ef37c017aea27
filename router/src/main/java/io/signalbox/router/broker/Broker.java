package io.signalbox.router.broker;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.ErrorMessage;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Publish;
import io.signalbox.protocol.message.Published;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.options.PublishOptions;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.store.RealmStore;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * WAMP broker of one realm: holds the subscriptions and dispatches the publications (spec: Publish and Subscribe). The
 * caller has checked the URI, reserved prefixes and the permission of each request. Confined to the realm's loop.
 *
 * <p>Ordering (spec: Ordering Guarantees): each request appends its messages to the outboxes before it returns, and an
 * outbox is first-in first-out. Therefore SUBSCRIBED precedes the first EVENT, no EVENT follows UNSUBSCRIBED, and the
 * events of one publisher reach one subscriber in the order of publication, across topics.
 */
public final class Broker {
    /** Error URI: a limit of the session or of the realm forbids another subscription. */
    public static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";

    private static final long MAX_ID = 1L << 53;

    private final SessionLimits limits;
    private final boolean refusesDiscloseMe;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final Subscriptions subscriptions;
    private final LongMap<LongMap<Subscriber>> bySession = new LongMap<>();
    private final RetainedEvents retained;
    private final RetainedDeliveries deliveries;
    private final EventFanout fanout;
    private RealmObserver observer = RealmObserver.NONE;

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
        this.limits = limits;
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.random = random;
        this.counters = counters;
        retained = new RetainedEvents(store.retention(), counters, work);
        deliveries = new RetainedDeliveries(retained, counters, work);
        subscriptions = new Subscriptions(store.clock());
        fanout = new EventFanout(subscriptions.index(), counters, retained, deliveries, store.clock());
        for (RealmStore.TopicHistory history : store.histories()) {
            subscriptions.create(history.match(), history.uri(), history.events());
        }
    }

    /** Sets the observer of subscriptions that are created, joined, left and deleted from now on. */
    public void observedBy(RealmObserver newObserver) {
        observer = newObserver;
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
        MatchPolicy match = options.match();
        Subscription known = subscriptions.at(match, subscribe.topic());
        LongMap<Subscriber> own = bySession.get(session.id());
        if (known == null || own == null || own.get(known.id()) == null) {
            String exceeded = exceeded(session, own, known, match, subscribe.topic());
            if (exceeded != null) {
                counters.refusedByLimit++;
                refuse(session, MessageType.SUBSCRIBE, subscribe.request(), LIMIT_EXCEEDED, exceeded);
                return 0;
            }
            boolean isNew = known == null;
            known = isNew ? subscriptions.create(match, subscribe.topic(), null) : known;
            add(session, known);
            session.tables().add(subscribe.topic(), isNew);
            // All tables are updated first, so that an observer that throws leaves a consistent state.
            if (isNew) {
                observer.subscriptionCreated(session, known.details());
            }
            observer.subscribed(session, known.details());
        }
        session.send(new Subscribed(subscribe.request(), known.id()));
        return options.getRetained()
                ? deliveries.begin(bySession.get(session.id()).get(known.id()))
                : 0;
    }

    /** Returns the error text for the limit that one more subscription would exceed, or null. */
    private String exceeded(
            RouterSession session, LongMap<Subscriber> own, Subscription known, MatchPolicy match, String topic) {
        if (own != null && own.size() >= limits.maxSubscriptions()) {
            return "the session has the maximum of " + limits.maxSubscriptions()
                    + " subscriptions; unsubscribe from another topic first";
        }
        if (known == null && subscriptions.index().wildcardShapesBeside(match, topic) >= limits.maxWildcardShapes()) {
            return "the subscriptions of this realm have the maximum of " + limits.maxWildcardShapes()
                    + " different wildcard positions for this number of components; use the positions of an"
                    + " existing pattern";
        }
        if (!session.tables().hasRoom(topic, known == null)) {
            return "the subscriptions and registrations of this session (max_table_bytes), or all that the node holds"
                    + " (max_held_bytes), keep the maximum of bytes; unsubscribe from another topic first";
        }
        return null;
    }

    /** Returns the subscription with this id, or null. */
    Subscription subscription(long id) {
        return subscriptions.withId(id);
    }

    private void add(RouterSession session, Subscription subscription) {
        Subscriber subscriber = new Subscriber(session, subscription);
        subscription.add(subscriber);
        LongMap<Subscriber> own = bySession.get(session.id());
        if (own == null) {
            own = new LongMap<>();
            bySession.put(session.id(), own);
        }
        own.put(subscription.id(), subscriber);
    }

    /** Ends a subscription of a session and sends UNSUBSCRIBED, or ERROR when the session has no such subscription. */
    public void unsubscribe(RouterSession session, Unsubscribe unsubscribe) {
        LongMap<Subscriber> own = bySession.get(session.id());
        Subscriber subscriber = own == null ? null : own.remove(unsubscribe.subscription());
        if (subscriber == null) {
            refuse(
                    session,
                    MessageType.UNSUBSCRIBE,
                    unsubscribe.request(),
                    ErrorUri.NO_SUCH_SUBSCRIPTION,
                    "the session has no subscription " + unsubscribe.subscription());
            return;
        }
        remove(subscriber);
        session.send(new Unsubscribed(unsubscribe.request(), Map.of()));
    }

    /**
     * Ends a subscription on behalf of another session. UNSUBSCRIBED is sent only to a subscriber that announced the
     * feature (spec: Subscription Revocation).
     *
     * @param reason the {@code reason} in UNSUBSCRIBED, or null
     * @return whether the session had the subscription
     */
    public boolean revoke(long subscription, long session, String reason) {
        LongMap<Subscriber> own = bySession.get(session);
        Subscriber subscriber = own == null ? null : own.remove(subscription);
        if (subscriber == null) {
            return false;
        }
        AllSteps steps = new AllSteps().then(() -> remove(subscriber));
        if (subscriber.session().features().subscriberSubscriptionRevocation()) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("subscription", subscription);
            if (reason != null) {
                details.put("reason", reason);
            }
            subscriber.session().send(new Unsubscribed(0, details));
        }
        steps.rethrow();
        return true;
    }

    private void remove(Subscriber subscriber) {
        Subscription subscription = subscriber.subscription();
        deliveries.cancel(subscriber);
        subscription.remove(subscriber);
        boolean isUnused = subscription.isUnused();
        if (isUnused) {
            subscriptions.remove(subscription);
        }
        subscriber.session().tables().remove(subscription.topic(), isUnused);
        observer.unsubscribed(subscriber.session(), subscription.details());
        if (isUnused) {
            observer.subscriptionDeleted(subscriber.session(), subscription.details());
        }
    }

    /**
     * Publishes an event to the permitted subscribers, and sends PUBLISHED before when {@code acknowledge} is set.
     *
     * @return the number of events sent
     */
    public int publish(RouterSession publisher, Publish publish, PublishOptions options, Decision decision) {
        boolean disclosedByRule = decision == Decision.ALLOWED_AND_DISCLOSED;
        if (options.discloseMe() && refusesDiscloseMe && !disclosedByRule) {
            if (options.acknowledge()) {
                refuse(
                        publisher,
                        MessageType.PUBLISH,
                        publish.request(),
                        ErrorUri.OPTION_DISALLOWED_DISCLOSE_ME,
                        "this realm does not disclose publishers");
            }
            return 0;
        }
        counters.publications++;
        long publication = random.nextLong(1, MAX_ID + 1);
        if (options.acknowledge()) {
            publisher.send(new Published(publish.request(), publication));
        }
        boolean discloses = disclosedByRule || options.discloseMe();
        return fanout.send(publisher, publish, publication, options, discloses);
    }

    /** Removes a session and returns the slices that remove its subscriptions. */
    public Leaving leaving(RouterSession session) {
        LongMap<Subscriber> own = bySession.remove(session.id());
        if (own == null) {
            return budget -> budget;
        }
        Iterator<Subscriber> left = own.values().iterator();
        return budget -> {
            int rest = budget;
            while (rest > 0 && left.hasNext()) {
                remove(left.next());
                rest--;
            }
            return rest;
        };
    }

    /** Writes the pending log summaries when the realm ends. */
    public void end() {
        retained.end();
    }

    /** Returns the number of sessions and subscriptions held, for leak tests. */
    public int entries() {
        return bySession.size() + subscriptions.index().size();
    }

    private static void refuse(RouterSession session, MessageType type, long request, String error, String text) {
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(text)));
    }
}
