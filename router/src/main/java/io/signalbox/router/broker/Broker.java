package io.signalbox.router.broker;

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
import io.signalbox.router.match.PatternIndex;
import io.signalbox.router.session.Decision;
import io.signalbox.router.session.Explanation;
import io.signalbox.router.session.LongMap;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.RealmStore;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Subscriptions and publications of one realm (spec: Publish and Subscribe). Confined to the realm's loop. URIs,
 * reserved names and permissions were checked before.
 *
 * <p>spec: Ordering Guarantees. Everything is appended to the outboxes before a request is over, and outboxes keep their
 * order: hence SUBSCRIBED comes before the first EVENT, no EVENT after UNSUBSCRIBED, and events of one publisher arrive
 * at one subscriber as they were published, whatever their topics.
 */
public final class Broker {
    /** The session holds as many subscriptions as it may. */
    public static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";

    private static final long MAX_ID = 1L << 53;

    private final int maxSubscriptions;
    private final boolean refusesDiscloseMe;
    private final RandomGenerator random;
    private final RealmCounters counters;
    private final PatternIndex<Subscription> index = new PatternIndex<>();
    private final LongMap<LongMap<Subscriber>> bySession = new LongMap<>();
    private final LongMap<Subscription> byId = new LongMap<>();
    private final RetainedEvents retained;
    private final EventFanout fanout;
    private long lastSubscription;

    /**
     * @param maxSubscriptions of one session
     * @param refusesDiscloseMe whether a wish for disclosure that no permission rule grants is an error
     * @param random draws publication ids
     * @param store what it remembers of publications
     */
    public Broker(
            int maxSubscriptions,
            boolean refusesDiscloseMe,
            RandomGenerator random,
            RealmCounters counters,
            RealmStore store) {
        this.maxSubscriptions = maxSubscriptions;
        this.refusesDiscloseMe = refusesDiscloseMe;
        this.random = random;
        this.counters = counters;
        retained = new RetainedEvents(store.retention(), counters);
        fanout = new EventFanout(index, counters, retained, store.clock());
        for (RealmStore.TopicHistory history : store.histories()) {
            add(new Subscription(++lastSubscription, history.match(), history.uri(), history.events()));
        }
    }

    /**
     * Subscribes; a session that is subscribed already gets the same answer again.
     *
     * @return how many retained events were sent
     */
    public int subscribe(RouterSession session, Subscribe subscribe, SubscribeOptions options) {
        MatchPolicy match = options.match();
        Subscription known = index.get(match, subscribe.topic());
        LongMap<Subscriber> own = bySession.get(session.id());
        if (known == null || own == null || own.get(known.id()) == null) {
            if (own != null && own.size() >= maxSubscriptions) {
                counters.refusedByLimit++;
                refuse(
                        session,
                        MessageType.SUBSCRIBE,
                        subscribe.request(),
                        LIMIT_EXCEEDED,
                        "a session may hold " + maxSubscriptions + " subscriptions");
                return 0;
            }
            known = known == null ? create(match, subscribe.topic()) : known;
            add(session, known);
        }
        session.send(new Subscribed(subscribe.request(), known.id()));
        return options.getRetained() ? retained.deliver(session, known) : 0;
    }

    private Subscription create(MatchPolicy match, String topic) {
        Subscription created = new Subscription(++lastSubscription, match, topic);
        add(created);
        return created;
    }

    private void add(Subscription subscription) {
        index.put(subscription.match(), subscription.topic(), subscription);
        byId.put(subscription.id(), subscription);
    }

    /** The subscription with this id, or null. */
    Subscription subscription(long id) {
        return byId.get(id);
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

    public void unsubscribe(RouterSession session, Unsubscribe unsubscribe) {
        LongMap<Subscriber> own = bySession.get(session.id());
        Subscriber subscriber = own == null ? null : own.remove(unsubscribe.subscription());
        if (subscriber == null) {
            refuse(
                    session,
                    MessageType.UNSUBSCRIBE,
                    unsubscribe.request(),
                    ErrorUri.NO_SUCH_SUBSCRIPTION,
                    "this session has no subscription " + unsubscribe.subscription());
            return;
        }
        remove(subscriber);
        session.send(new Unsubscribed(unsubscribe.request(), Map.of()));
    }

    private void remove(Subscriber subscriber) {
        Subscription subscription = subscriber.subscription();
        subscription.remove(subscriber);
        if (subscription.isUnused()) {
            index.remove(subscription.match(), subscription.topic());
            byId.remove(subscription.id());
        }
    }

    /**
     * Publishes to every subscriber that may receive it.
     *
     * @return how many events were sent
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
        PublicationTerms terms = new PublicationTerms(
                options.excludeMe(),
                disclosedByRule || options.discloseMe(),
                options.retain(),
                options.receivers(),
                options.passthru());
        return fanout.send(publisher, publish, publication, terms);
    }

    /**
     * Forgets a session.
     *
     * @return how many subscriptions it had
     */
    public int sessionGone(RouterSession session) {
        LongMap<Subscriber> own = bySession.remove(session.id());
        if (own == null) {
            return 0;
        }
        for (Subscriber subscriber : own.values()) {
            remove(subscriber);
        }
        return own.size();
    }

    private static void refuse(RouterSession session, MessageType type, long request, String error, String text) {
        session.send(new ErrorMessage(type, request, Map.of(), error, Explanation.of(text)));
    }
}
