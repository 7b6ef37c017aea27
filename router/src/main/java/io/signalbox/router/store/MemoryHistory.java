package io.signalbox.router.store;

import io.signalbox.router.store.PublicationRange.UnknownPublicationException;
import io.signalbox.router.store.PublicationRange.Within;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Event history in memory. Confined to the realm's loop: a read copies the references in the loop, then searches and
 * answers on a thread of the executor.
 */
public final class MemoryHistory implements EventHistory {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryHistory.class);

    private final String realm;
    private final HistoryBounds bounds;
    private final long maxBytes;
    private final InstantSource clock;
    private final Executor readers;
    private final ArrayDeque<StoredEvent> events = new ArrayDeque<>();
    private long usedBytes;
    private long leftOutEvents;
    private boolean leavingOut;

    /**
     * @param realm name of the realm in log lines
     * @param maxBytes the maximum size of all events; a single larger event is not stored
     * @param readers executor of the searches
     */
    public MemoryHistory(String realm, HistoryBounds bounds, long maxBytes, InstantSource clock, Executor readers) {
        this.realm = realm;
        this.readers = readers;
        this.bounds = bounds;
        this.maxBytes = maxBytes;
        this.clock = clock;
    }

    @Override
    public void append(StoredEvent event) {
        long sizeBytes = event.sizeBytes();
        if (sizeBytes > maxBytes) {
            if (!leavingOut) {
                LOG.warn(
                        "realm={} topic={} an event of {} bytes is not stored in the event history: the limit is {} bytes;"
                                + " publish smaller events or raise max_bytes of the realm's store",
                        realm,
                        event.topic(),
                        sizeBytes,
                        maxBytes);
            }
            leavingOut = true;
            leftOutEvents++;
            return;
        }
        leavingOut = false;
        while (events.size() >= bounds.limit() || usedBytes + sizeBytes > maxBytes) {
            removeOldest();
        }
        events.add(event);
        usedBytes += sizeBytes;
    }

    /** Returns the number of events not stored because a single event exceeded the maximum size of the history. */
    public long leftOutEvents() {
        return leftOutEvents;
    }

    private void removeOldest() {
        usedBytes -= events.remove().sizeBytes();
    }

    private void removeExpired() {
        long earliest = bounds.earliestMicros(clock.instant());
        while (!events.isEmpty() && events.peek().timeMicros() < earliest) {
            removeOldest();
        }
    }

    @Override
    public void topics(Consumer<Set<String>> answer) {
        removeExpired();
        List<StoredEvent> all = new ArrayList<>(events);
        readers.execute(() -> {
            Set<String> topics = new HashSet<>();
            for (StoredEvent event : all) {
                topics.add(event.topic());
            }
            answer.accept(topics);
        });
    }

    @Override
    public void select(HistoryQuery query, HistoryReader reader, Consumer<HistoryAnswer> answer) {
        removeExpired();
        List<StoredEvent> all = new ArrayList<>(events);
        readers.execute(() -> answer.accept(find(all, query, reader)));
    }

    private static HistoryAnswer find(List<StoredEvent> all, HistoryQuery query, HistoryReader reader) {
        try {
            return select(all, query, reader);
        } catch (UnknownPublicationException e) {
            return new HistoryAnswer.UnknownPublication(e.publication);
        }
    }

    private static HistoryAnswer select(List<StoredEvent> all, HistoryQuery query, HistoryReader reader)
            throws UnknownPublicationException {
        Within within = query.publications().within(publication -> position(all, publication));
        int first = (int) within.first();
        int last = (int) Math.min(within.last(), all.size() - 1L);
        List<StoredEvent> found = new ArrayList<>();
        for (int i = 0; i <= last - first && found.size() < query.limit(); i++) {
            StoredEvent event = all.get(query.reverse() ? last - i : first + i);
            if (query.admits(event) && reader.maySee(event)) {
                found.add(event);
            }
        }
        return new HistoryAnswer.Found(found);
    }

    private static long position(List<StoredEvent> all, long publication) {
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).publication() == publication) {
                return i;
            }
        }
        return -1;
    }
}
