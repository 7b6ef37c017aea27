package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SubscriptionDetails;
import io.signalbox.router.store.EventHistory;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Table of the subscriptions of a realm, by topic or pattern and by id. Confined to the realm's loop. */
public final class Subscriptions {
    private final PatternIndex<Subscription> index = new PatternIndex<>();
    private final LongMap<Subscription> byId = new LongMap<>();
    private final InstantSource clock;
    private long lastId;

    Subscriptions(InstantSource clock) {
        this.clock = clock;
    }

    PatternIndex<Subscription> index() {
        return index;
    }

    /** Returns the subscription with this topic or pattern, or null. */
    Subscription at(MatchPolicy match, String topic) {
        return index.get(match, topic);
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

    void remove(Subscription subscription) {
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
     * Returns a stream over the sessions that are subscribed now, in no particular order. The references are copied by
     * this call; any thread may consume the stream.
     */
    public Stream<RouterSession> subscribers(long id) {
        Subscription subscription = byId.get(id);
        return subscription == null
                ? Stream.empty()
                : subscription.all().stream().map(Subscriber::session);
    }

    private static SubscriptionDetails details(Subscription subscription) {
        return subscription == null ? null : subscription.details();
    }
}
