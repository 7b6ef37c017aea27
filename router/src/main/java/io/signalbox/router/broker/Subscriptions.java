package io.signalbox.router.broker;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.protocol.message.MessageType;
import io.signalbox.protocol.message.Subscribe;
import io.signalbox.protocol.message.Subscribed;
import io.signalbox.protocol.message.Unsubscribe;
import io.signalbox.protocol.message.Unsubscribed;
import io.signalbox.protocol.options.SubscribeOptions;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.Member;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmObserver;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.SubscriptionDetails;
import io.signalbox.router.store.EventHistory;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Subscriptions of a realm, by topic or pattern, by id, and by subscriber. Subscribes sessions within their limits. Confined to
 * the realm's loop.
 */
public final class Subscriptions {
    private static final String TABLES_ARE_FULL =
            "the subscriptions and registrations of this session (max_table_bytes), or all that the node holds"
                    + " (max_held_bytes), keep the maximum of bytes; unsubscribe from another topic first";

    private final PatternIndex<Subscription> index = new PatternIndex<>();
    private final LongMap<Subscription> byId = new LongMap<>();
    private final LongMap<LongMap<Subscriber>> bySession = new LongMap<>();
    private final SessionLimits limits;
    private final RealmCounters counters;
    private final RetainedDeliveries deliveries;
    private final InstantSource clock;
    private RealmObserver observer = RealmObserver.NONE;
    private long lastId;

    /** @param deliveries the deliveries of retained events to new subscribers */
    Subscriptions(SessionLimits limits, RealmCounters counters, RetainedDeliveries deliveries, InstantSource clock) {
        this.limits = limits;
        this.counters = counters;
        this.deliveries = deliveries;
        this.clock = clock;
    }

    void observedBy(RealmObserver newObserver) {
        observer = newObserver;
    }

    PatternIndex<Subscription> index() {
        return index;
    }

    /** Returns the subscription with this id, or null. */
    Subscription withId(long id) {
        return byId.get(id);
    }

    /** @param history event history of the subscription, or null */
    Subscription create(MatchPolicy match, String topic, EventHistory history) {
        SubscriptionDetails details = new SubscriptionDetails(++lastId, clock.millis(), topic, match);
        Subscription created = new Subscription(details, history);
        index.put(match, topic, created);
        byId.put(created.id(), created);
        return created;
    }

    /** Implements {@link Broker#subscribe}. */
    int subscribe(RouterSession session, Subscribe subscribe, SubscribeOptions options) {
        MatchPolicy match = options.match();
        List<String> forwardFor = nodes(session, options);
        Subscription known = index.get(match, subscribe.topic());
        LongMap<Subscriber> own = bySession.get(session.id());
        if (known == null || own == null || own.get(known.id()) == null) {
            String exceeded = exceeded(session, own, known, subscribe.topic(), options);
            if (exceeded != null) {
                return refuse(session, subscribe, exceeded);
            }
            boolean isNew = known == null;
            known = isNew ? create(match, subscribe.topic(), null) : known;
            add(session, known, forwardFor);
            session.tables().add(subscribe.topic(), isNew, forwardFor);
            // All tables are updated first, so that an observer that throws leaves a consistent state.
            if (isNew) {
                observer.subscriptionCreated(session, known.details());
            }
            observer.subscribed(session, known.details());
        } else {
            Subscriber subscriber = own.get(known.id());
            if (!session.tables().change(subscriber.member().forwardFor(), forwardFor)) {
                return refuse(session, subscribe, TABLES_ARE_FULL);
            }
            if (subscriber.forwardsFor(forwardFor)) {
                observer.subscribed(session, known.details());
            }
        }
        session.send(new Subscribed(subscribe.request(), known.id()));
        return options.getRetained()
                ? deliveries.begin(bySession.get(session.id()).get(known.id()))
                : 0;
    }

    private static List<String> nodes(RouterSession session, SubscribeOptions options) {
        return session.isLink() ? options.forwardFor() : List.of();
    }

    private int refuse(RouterSession session, Subscribe subscribe, String exceeded) {
        counters.refusedByLimit++;
        Broker.refuse(session, MessageType.SUBSCRIBE, subscribe.request(), ErrorUri.LIMIT_EXCEEDED, exceeded);
        return 0;
    }

    /** Returns the error text for the limit that one more subscription would exceed, or null. */
    private String exceeded(
            RouterSession session,
            LongMap<Subscriber> own,
            Subscription known,
            String topic,
            SubscribeOptions options) {
        if (own != null && own.size() >= limits.maxSubscriptions()) {
            return "the session has the maximum of " + limits.maxSubscriptions()
                    + " subscriptions; unsubscribe from another topic first";
        }
        if (known == null && index.wildcardShapesBeside(options.match(), topic) >= limits.maxWildcardShapes()) {
            return "the subscriptions of this realm have the maximum of " + limits.maxWildcardShapes()
                    + " different wildcard positions for this number of components; use the positions of an"
                    + " existing pattern";
        }
        return session.tables().hasRoom(topic, known == null, nodes(session, options)) ? null : TABLES_ARE_FULL;
    }

    private void add(RouterSession session, Subscription subscription, List<String> forwardFor) {
        Subscriber subscriber = new Subscriber(session, subscription, forwardFor);
        subscription.add(subscriber);
        LongMap<Subscriber> own = bySession.get(session.id());
        if (own == null) {
            own = new LongMap<>();
            bySession.put(session.id(), own);
        }
        own.put(subscription.id(), subscriber);
    }

    /** Implements {@link Broker#unsubscribe}. */
    void unsubscribe(RouterSession session, Unsubscribe unsubscribe) {
        LongMap<Subscriber> own = bySession.get(session.id());
        Subscriber subscriber = own == null ? null : own.remove(unsubscribe.subscription());
        if (subscriber == null) {
            Broker.refuse(
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

    /** Implements {@link Broker#revoke}. */
    boolean revoke(long subscription, long session, String reason) {
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
            remove(subscription);
        }
        subscriber
                .session()
                .tables()
                .remove(subscription.topic(), isUnused, subscriber.member().forwardFor());
        observer.unsubscribed(subscriber.session(), subscription.details());
        if (isUnused) {
            observer.subscriptionDeleted(subscriber.session(), subscription.details());
        }
    }

    /** Implements {@link Broker#leaving}. */
    Leaving leaving(RouterSession session) {
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

    private void remove(Subscription subscription) {
        index.remove(subscription.match(), subscription.topic());
        byId.remove(subscription.id());
    }

    /** Returns whether a subscription matches this topic, with subscribers or with an event history. */
    public boolean hasMatch(String topic) {
        return index.best(topic, any -> true) != null;
    }

    /**
     * Returns a stream over the current subscriptions, in no particular order. The references are copied by this call;
     * any thread may consume the stream.
     */
    public Stream<SubscriptionDetails> snapshot() {
        return byId.values().stream().map(Subscription::details);
    }

    /** Passes each subscription that matches the topic to the action, in no particular order. */
    public void forEachMatch(String topic, Consumer<SubscriptionDetails> action) {
        index.forEachMatch(topic, subscription -> action.accept(subscription.details()));
    }

    /** Returns the subscription with this topic or pattern, or null. */
    public SubscriptionDetails find(MatchPolicy match, String topic) {
        return details(index.get(match, topic));
    }

    /** Returns the subscription with this id, or null. */
    public SubscriptionDetails find(long id) {
        return details(byId.get(id));
    }

    /** Returns the number of subscribers; 0 when there is no such subscription. */
    public int countSubscribers(long id) {
        Subscription subscription = byId.get(id);
        return subscription == null ? 0 : subscription.size();
    }

    /**
     * Returns the sessions that are subscribed now, in no particular order.
     */
    public List<Member> subscribers(long id) {
        Subscription subscription = byId.get(id);
        return subscription == null
                ? List.of()
                : subscription.all().stream().map(Subscriber::member).toList();
    }

    private static SubscriptionDetails details(Subscription subscription) {
        return subscription == null ? null : subscription.details();
    }

    /** Returns the number of sessions and subscriptions held, for leak tests. */
    int entries() {
        return bySession.size() + index.size();
    }
}
