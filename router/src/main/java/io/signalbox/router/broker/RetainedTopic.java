package io.signalbox.router.broker;

import io.signalbox.router.session.RouterSession;
import io.signalbox.router.store.StoredEvent;
import java.util.ArrayDeque;

/**
 * What is retained of one topic, latest first. An event that not everybody may have stands before the ones that came
 * earlier instead of replacing them. Confined to the realm's loop.
 */
final class RetainedTopic {

    /** @param withheldFrom the session that must not get it; 0 for none */
    record Retained(StoredEvent event, long withheldFrom) {}

    private final ArrayDeque<Retained> events = new ArrayDeque<>(1);

    /** The moment of the latest live event; later than any delivery that need not look here again. */
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

    /** What everybody may have is what most subscribers get, so it stays longest. */
    StoredEvent removeOldestButForEveryone() {
        Retained last = events.removeLast();
        if (!last.event().receivers().isEveryone()) {
            return last.event();
        }
        StoredEvent removed = events.removeLast().event();
        events.addLast(last);
        return removed;
    }

    /** The latest event that this session may have, as if it had subscribed before; null when there is none. */
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
