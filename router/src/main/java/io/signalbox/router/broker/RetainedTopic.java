package io.signalbox.router.broker;

import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.StoredEvent;
import java.util.ArrayDeque;

/**
 * Retained events of one topic, latest first. An event for all receivers replaces the earlier events; an event with
 * restricted receivers precedes them. Confined to the realm's loop.
 */
final class RetainedTopic {

    /** @param withheldFrom id of the session that must not receive the event; 0 for none */
    record Retained(StoredEvent event, long withheldFrom) {}

    private final ArrayDeque<Retained> events = new ArrayDeque<>(1);

    /** Moment of the latest live event. A delivery that began earlier skips this topic. */
    long lastLive;

    int size() {
        return events.size();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    void add(Retained latest) {
        events.addFirst(latest);
    }

    StoredEvent removeOldest() {
        return events.removeLast().event();
    }

    /** Removes the oldest event with restricted receivers: the event for all receivers serves most subscribers. */
    StoredEvent removeOldestButForEveryone() {
        Retained last = events.removeLast();
        if (!last.event().receivers().isEveryone()) {
            return last.event();
        }
        StoredEvent removed = events.removeLast().event();
        events.addLast(last);
        return removed;
    }

    /** Returns the latest event that the session would have received as a subscriber, or null. */
    StoredEvent latestFor(RouterSession session) {
        for (Retained retained : events) {
            boolean admits = retained.withheldFrom() != session.id()
                    && retained.event()
                            .receivers()
                            .admit(
                                    session.id(),
                                    session.principal().authid(),
                                    session.role().name());
            if (admits) {
                return retained.event();
            }
        }
        return null;
    }
}
