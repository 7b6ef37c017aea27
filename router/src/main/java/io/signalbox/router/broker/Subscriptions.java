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

/** The subscriptions of a realm, by pattern and by id. Confined to the realm's loop. */
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

    /** The subscription with this pattern, or null. */
    Subscription at(MatchPolicy match, String topic) {
        return index.get(match, topic);
    }

    /** The subscription with this id, or null. */
    Subscription withId(long id) {
        return byId.get(id);
    }

    /** @param history where its events are stored, or null */
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

    /** Whether an event of this topic goes anywhere: to a subscriber or into a history. */
    public boolean hasMatch(String topic) {
        return index.best(topic, any -> true) != null;
    }

    /** All of them as they are now, in any order; made on the way through, which may be on any thread. */
    public Stream<SubscriptionDetails> snapshot() {
        return byId.values().stream().map(Subscription::details);
    }

    /** All that an event of this topic goes to, in any order. */
    public void forEachMatch(String topic, Consumer<SubscriptionDetails> action) {
        index.forEachMatch(topic, subscription -> action.accept(subscription.details()));
    }

    /** The subscription with this pattern, or null. */
    public SubscriptionDetails find(MatchPolicy match, String topic) {
        return details(index.get(match, topic));
    }

    /** The subscription with this id, or null. */
    public SubscriptionDetails find(long id) {
        return details(byId.get(id));
    }

    /** How many have subscribed; zero when there is no such subscription. */
    public int countSubscribers(long id) {
        Subscription subscription = byId.get(id);
        return subscription == null ? 0 : subscription.size();
    }

    /** Who has subscribed now, in any order; made on the way through, which may be on any thread. */
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
