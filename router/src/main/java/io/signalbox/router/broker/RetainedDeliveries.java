package io.signalbox.router.broker;

import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmWork;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Brings retained events to their subscribers in slices, each no faster than the subscriber reads, so that nobody is
 * disconnected for having subscribed and no slice holds up the realm. Confined to the realm's loop.
 *
 * <p>Order of one topic: when a live event comes while the delivery has not reached its topic, the retained event is sent
 * first, see {@link #catchUp}, and the delivery passes over the topic later.
 */
final class RetainedDeliveries {
    private static final String STEP = "retained events";
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(160);

    /** How many that wait are looked at in one task. */
    private static final int LOOKED_AT = 512;

    private final RetainedEvents retained;
    private final RealmCounters counters;
    private final RealmWork work;

    /** Those whose next slice has no reason to wait; a task for the first of them is due. */
    private final Set<RetainedDelivery> ready = new LinkedHashSet<>();

    /** Those whose subscriber has to read first; a timer for them is set. */
    private final Set<RetainedDelivery> waiting = new LinkedHashSet<>();

    private boolean stepIsDue;
    private boolean lookIsDue;
    private long pauseNanos = MIN_PAUSE_NANOS;

    RetainedDeliveries(RetainedEvents retained, RealmCounters counters, RealmWork work) {
        this.retained = retained;
        this.counters = counters;
        this.work = work;
    }

    /** Whether a live event may have to be preceded by a retained one. */
    boolean areGoingOn() {
        return !ready.isEmpty() || !waiting.isEmpty();
    }

    /**
     * Sends what is retained under a subscription, beginning now and instead of what is left of a delivery before.
     *
     * @return how many events were sent
     */
    int begin(Subscriber subscriber) {
        cancel(subscriber);
        RetainedDelivery delivery = new RetainedDelivery(retained, counters, subscriber);
        subscriber.subscription().awaitRetained(delivery);
        long before = counters.events;
        advance(delivery);
        return (int) (counters.events - before);
    }

    /** The subscriber leaves its subscription. */
    void cancel(Subscriber subscriber) {
        RetainedDelivery left = subscriber.subscription().endRetained(subscriber);
        if (left != null) {
            ready.remove(left);
            waiting.remove(left);
        }
    }

    /** A live event is about to be sent to the subscribers of this subscription. */
    void catchUp(Subscription subscription, String topic) {
        for (RetainedDelivery delivery : subscription.retainedDeliveries()) {
            delivery.catchUp(topic);
        }
    }

    private void advance(RetainedDelivery delivery) {
        switch (delivery.slice()) {
            case MORE -> {
                ready.add(delivery);
                stepWhenPossible();
            }
            case WAITS -> {
                waiting.add(delivery);
                lookLater();
            }
            case DONE -> delivery.subscriber().subscription().endRetained(delivery.subscriber());
        }
    }

    private void stepWhenPossible() {
        if (!stepIsDue && !ready.isEmpty()) {
            stepIsDue = true;
            work.executor().submit(STEP, this::step);
        }
    }

    private void step() {
        stepIsDue = false;
        RetainedDelivery first = poll(ready);
        if (first != null) {
            advance(first);
        }
        stepWhenPossible();
    }

    private void lookLater() {
        if (!lookIsDue && !waiting.isEmpty()) {
            lookIsDue = true;
            work.after(pauseNanos, STEP, this::look);
        }
    }

    /** Readies those that have been read; while nobody reads, pauses become longer. */
    private void look() {
        lookIsDue = false;
        int count = Math.min(waiting.size(), LOOKED_AT);
        boolean somebodyReads = false;
        for (int looked = 0; looked < count; looked++) {
            RetainedDelivery delivery = poll(waiting);
            (delivery.isHeldUp() ? waiting : ready).add(delivery);
            somebodyReads |= !delivery.isHeldUp();
        }
        pauseNanos = somebodyReads ? MIN_PAUSE_NANOS : Math.min(pauseNanos * 2, MAX_PAUSE_NANOS);
        stepWhenPossible();
        lookLater();
    }

    private static RetainedDelivery poll(Set<RetainedDelivery> deliveries) {
        var first = deliveries.iterator();
        if (!first.hasNext()) {
            return null;
        }
        RetainedDelivery polled = first.next();
        first.remove();
        return polled;
    }
}
