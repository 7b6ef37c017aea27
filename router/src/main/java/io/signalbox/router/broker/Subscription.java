package io.signalbox.router.broker;

import io.signalbox.protocol.message.MatchPolicy;
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

    private final long id;
    private final MatchPolicy match;
    private final String topic;
    private final EventHistory history;
    private Subscriber[] subscribers = new Subscriber[FIRST_SLOTS];
    private int size;

    Subscription(long id, MatchPolicy match, String topic) {
        this(id, match, topic, null);
    }

    /** @param history where its events are stored, or null */
    Subscription(long id, MatchPolicy match, String topic, EventHistory history) {
        this.id = id;
        this.match = match;
        this.topic = topic;
        this.history = history;
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
