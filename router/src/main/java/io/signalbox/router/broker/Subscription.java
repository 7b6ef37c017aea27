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
 * Subscription of a realm: a topic or pattern, and its subscribers in no particular order. Confined to the realm's loop.
 *
 * <p>Adding and removing a subscriber take constant time: the last subscriber moves into the slot of the removed one.
 *
 * <p>The fields that a publication reads, the first subscriber included, are in this object itself: with many
 * subscriptions, each further object is a cache miss.
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

    /** Subscribers from slot 1 on. */
    private Subscriber[] others = NONE;

    private int size;

    /** Unfinished deliveries of retained events; null when there are none, the common case. */
    private Map<Subscriber, RetainedDelivery> awaitingRetained;

    /** @param history event history of the subscription, or null */
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

    /** Returns the topic or pattern. */
    String topic() {
        return topic;
    }

    boolean isPattern() {
        return match != MatchPolicy.EXACT;
    }

    /** Returns the event history, or null. */
    EventHistory history() {
        return history;
    }

    int size() {
        return size;
    }

    /** Returns whether the subscription has neither a subscriber nor an event history. */
    boolean isUnused() {
        return size == 0 && history == null;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the subscriber in a slot from 0 to {@link #size()} - 1. */
    Subscriber subscriber(int slot) {
        return slot == 0 ? first : others[slot - 1];
    }

    /** Returns the session in a slot from 0 to {@link #size()} - 1. */
    RouterSession session(int slot) {
        return slot == 0 ? firstSession : others[slot - 1].session();
    }

    /** Returns a copy of the subscribers, in no particular order. */
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

    /** Removes and returns the delivery of retained events to a subscriber; null when there is none. */
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
