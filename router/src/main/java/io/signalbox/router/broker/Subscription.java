package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.SubscriptionDetails;
import io.signalbox.router.store.EventHistory;
import java.util.Arrays;

/**
 * A topic or pattern with the sessions that subscribed to it. Confined to the realm's loop.
 *
 * <p>Joining and leaving cost the same however many subscribers there are: the last one takes the place of the one that
 * leaves. The order among subscribers means nothing.
 */
final class Subscription {
    private static final int FIRST_SLOTS = 2;

    private final SubscriptionDetails details;
    private final EventHistory history;
    private Subscriber[] subscribers = new Subscriber[FIRST_SLOTS];
    private int size;

    /** @param history where its events are stored, or null */
    Subscription(SubscriptionDetails details, EventHistory history) {
        this.details = details;
        this.history = history;
    }

    SubscriptionDetails details() {
        return details;
    }

    long id() {
        return details.id();
    }

    MatchPolicy match() {
        return details.match();
    }

    /** The topic or pattern. */
    String topic() {
        return details.uri();
    }

    boolean isPattern() {
        return details.match() != MatchPolicy.EXACT;
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
        return subscribers[slot];
    }

    void add(Subscriber subscriber) {
        if (size == subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, size * 2);
        }
        subscriber.slot = size;
        subscribers[size++] = subscriber;
    }

    void remove(Subscriber subscriber) {
        Subscriber last = subscribers[--size];
        subscribers[subscriber.slot] = last;
        last.slot = subscriber.slot;
        subscribers[size] = null;
        if (subscribers.length > FIRST_SLOTS && size * 4 < subscribers.length) {
            subscribers = Arrays.copyOf(subscribers, subscribers.length / 2);
        }
    }
}
