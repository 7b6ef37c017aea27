package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.RouterSession;
import io.signalbox.router.session.SubscriptionDetails;
import io.signalbox.router.store.EventHistory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A topic or pattern with the sessions that subscribed to it. Confined to the realm's loop.
 *
 * <p>Joining and leaving cost the same however many subscribers there are: the last one takes the place of the one that
 * leaves. The order among subscribers means nothing.
 *
 * <p>What a publication needs stands in this object and not behind it, the first subscriber included: where there are
 * many subscriptions, most of them are not in a cache, and each object more is one wait more.
 */
final class Subscription {
    private static final int FIRST_SLOTS = 2;
    private static final Subscriber[] NONE = {};

    private final long id;
    private final long createdMillis;
    private final String topic;
    private final MatchPolicy match;
    private final EventHistory history;
    private Subscriber first;
    private RouterSession firstSession;

    /** Those from slot one on. */
    private Subscriber[] others = NONE;

    private int size;

    /** Its subscribers that are still to get retained events; null when there are none, which is the rule. */
    private Map<Subscriber, RetainedDelivery> awaitingRetained;

    /** @param history where its events are stored, or null */
    Subscription(SubscriptionDetails details, EventHistory history) {
        this.id = details.id();
        this.createdMillis = details.createdMillis();
        this.topic = details.uri();
        this.match = details.match();
        this.history = history;
    }

    SubscriptionDetails details() {
        return new SubscriptionDetails(id, createdMillis, topic, match);
    }

    long id() {
        return id;
    }

    MatchPolicy match() {
        return match;
    }

    /** The topic or pattern. */
    String topic() {
        return topic;
    }

    boolean isPattern() {
        return match != MatchPolicy.EXACT;
    }

    /** Where its events are stored, or null. */
    EventHistory history() {
        return history;
    }

    int size() {
        return size;
    }

    /** Whether nobody would miss it. */
    boolean isUnused() {
        return size == 0 && history == null;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The subscriber in a slot below {@link #size()}. */
    Subscriber subscriber(int slot) {
        return slot == 0 ? first : others[slot - 1];
    }

    /** The session in a slot below {@link #size()}. */
    RouterSession session(int slot) {
        return slot == 0 ? firstSession : others[slot - 1].session();
    }

    /** A copy, in any order. */
    List<Subscriber> all() {
        List<Subscriber> all = new ArrayList<>(size);
        for (int slot = 0; slot < size; slot++) {
            all.add(subscriber(slot));
        }
        return all;
    }

    void add(Subscriber subscriber) {
        if (size > others.length) {
            others = Arrays.copyOf(others, Math.max(FIRST_SLOTS, others.length * 2));
        }
        put(size++, subscriber);
    }

    void remove(Subscriber subscriber) {
        Subscriber last = subscriber(--size);
        put(subscriber.slot, last);
        put(size, null);
        if (others.length > FIRST_SLOTS && size * 4 < others.length) {
            others = Arrays.copyOf(others, others.length / 2);
        }
    }

    boolean isAwaitingRetained() {
        return awaitingRetained != null;
    }

    Collection<RetainedDelivery> retainedDeliveries() {
        return awaitingRetained.values();
    }

    void awaitRetained(RetainedDelivery delivery) {
        if (awaitingRetained == null) {
            awaitingRetained = new LinkedHashMap<>();
        }
        awaitingRetained.put(delivery.subscriber(), delivery);
    }

    /** Forgets and returns the delivery to this subscriber; null when there is none. */
    RetainedDelivery endRetained(Subscriber subscriber) {
        if (awaitingRetained == null) {
            return null;
        }
        RetainedDelivery ended = awaitingRetained.remove(subscriber);
        if (awaitingRetained.isEmpty()) {
            awaitingRetained = null;
        }
        return ended;
    }

    private void put(int slot, Subscriber subscriber) {
        if (subscriber != null) {
            subscriber.slot = slot;
        }
        if (slot == 0) {
            first = subscriber;
            firstSession = subscriber == null ? null : subscriber.session();
        } else {
            others[slot - 1] = subscriber;
        }
    }
}
