package io.signalbox.router.broker;

import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.RealmWork;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Scheduler of the deliveries of retained events (spec: Event Retention). Runs each delivery in slices, and no faster
 * than its subscriber reads: a SUBSCRIBE neither overflows the subscriber's outbox nor blocks the realm. Confined to the
 * realm's loop.
 *
 * <p>A retained event precedes the live events of its topic: when an event is published on a topic that a delivery has
 * not reached, {@link #catchUp} sends the retained event first, and the delivery skips the topic later.
 */
final class RetainedDeliveries {
    private static final String STEP = "retained events";
    private static final long MIN_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long MAX_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(160);

    /** Maximum number of waiting deliveries that one task checks. */
    private static final int CHECKED_PER_TASK = 512;

    private final RetainedEvents retained;
    private final RealmCounters counters;
    private final RealmWork work;

    /** Deliveries whose next slice can run. A task is submitted while the set is not empty. */
    private final Set<RetainedDelivery> ready = new LinkedHashSet<>();

    /** Deliveries whose subscriber has to read first. A timer is set while the set is not empty. */
    private final Set<RetainedDelivery> waiting = new LinkedHashSet<>();

    private boolean stepIsDue;
    private boolean checkIsDue;
    private long pauseNanos = MIN_PAUSE_NANOS;

    RetainedDeliveries(RetainedEvents retained, RealmCounters counters, RealmWork work) {
        this.retained = retained;
        this.counters = counters;
        this.work = work;
    }

    /** Returns whether a delivery is unfinished, so that a retained event may have to precede a live event. */
    boolean isActive() {
        return !ready.isEmpty() || !waiting.isEmpty();
    }

    /**
     * Begins the delivery of the retained events to a subscriber and runs the first slice. Replaces an unfinished
     * delivery to the same subscriber.
     *
     * @return the number of events sent by the first slice
     */
    int begin(Subscriber subscriber) {
        cancel(subscriber);
        RetainedDelivery delivery = new RetainedDelivery(retained, counters, subscriber);
        subscriber.subscription().awaitRetained(delivery);
        long before = counters.events;
        advance(delivery);
        return (int) (counters.events - before);
    }

    /** Cancels the delivery to a subscriber that leaves its subscription, if there is one. */
    void cancel(Subscriber subscriber) {
        RetainedDelivery left = subscriber.subscription().endRetained(subscriber);
        if (left != null) {
            ready.remove(left);
            waiting.remove(left);
        }
    }

    /** Sends the retained event of a topic before a live event to the subscribers that still wait for the topic. */
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
                checkLater();
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

    private void checkLater() {
        if (!checkIsDue && !waiting.isEmpty()) {
            checkIsDue = true;
            work.after(pauseNanos, STEP, this::checkWaiting);
        }
    }

    /** Makes the deliveries ready whose subscriber has read. Doubles the pause while no subscriber reads. */
    private void checkWaiting() {
        checkIsDue = false;
        int count = Math.min(waiting.size(), CHECKED_PER_TASK);
        boolean somebodyReads = false;
        for (int checked = 0; checked < count; checked++) {
            RetainedDelivery delivery = poll(waiting);
            (delivery.isHeldUp() ? waiting : ready).add(delivery);
            somebodyReads |= !delivery.isHeldUp();
        }
        pauseNanos = somebodyReads ? MIN_PAUSE_NANOS : Math.min(pauseNanos * 2, MAX_PAUSE_NANOS);
        stepWhenPossible();
        checkLater();
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
