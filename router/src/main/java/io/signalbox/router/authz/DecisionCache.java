package io.signalbox.router.authz;

import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.session.Action;
import io.signalbox.router.session.Decision;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Cache of the decisions of a realm's authorizers that hold for later requests. Bounded by number, by bytes and by age;
 * the oldest decision is removed first.
 *
 * <p>Thread safety: all methods are thread-safe, because answers are accepted on worker threads.
 */
public final class DecisionCache {
    /** Approximate heap bytes of an entry without the characters of its strings. */
    private static final int ENTRY_BYTES = 200;

    private final Settings settings;
    private final SequencedMap<Key, Entry> entries = new LinkedHashMap<>();
    private long bytes;
    private long purges;
    private long evictions;
    private long hits;
    private long misses;

    /**
     * Limits of the cache.
     *
     * @param maxEntries largest number of decisions; 0 to cache none
     * @param maxAgeMillis age, in milliseconds, from which a decision is no longer used; 0 to cache none
     * @param maxBytes largest number of heap bytes of all decisions
     */
    public record Settings(int maxEntries, long maxAgeMillis, long maxBytes) {
        public static final Settings DEFAULTS = new Settings(10_000, 60_000, 8L << 20);
    }

    record Key(String authrole, String authid, String uri, MatchPolicy match, Action action) {
        private long bytes() {
            // The name of the role is shared.
            return ENTRY_BYTES + 2L * (authid.length() + uri.length());
        }
    }

    private record Entry(Decision decision, long bornNanos) {}

    public DecisionCache(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns the cached decision on a request; {@code UNDECIDED} if the cache has no decision below the maximum age. Counts a
     * hit or a miss.
     */
    synchronized Decision get(Key key, long nowNanos) {
        Decision decision = peek(key, nowNanos);
        if (decision == Decision.UNDECIDED) {
            misses++;
        } else {
            hits++;
        }
        return decision;
    }

    /** Returns the cached decision like {@link #get}, and counts nothing. */
    synchronized Decision peek(Key key, long nowNanos) {
        Entry entry = entries.get(key);
        return entry == null || isTooOld(entry, nowNanos) ? Decision.UNDECIDED : entry.decision();
    }

    /**
     * Adds a decision, which replaces an older one for the same request.
     *
     * @param purgesBefore the number of purges at the call of the authorizer; a decision from before the last purge is
     *     not added
     */
    synchronized void put(Key key, Decision decision, long nowNanos, long purgesBefore) {
        if (purgesBefore != purges) {
            return;
        }
        if (entries.remove(key) != null) {
            bytes -= key.bytes();
        }
        entries.put(key, new Entry(decision, nowNanos));
        bytes += key.bytes();
        evict(nowNanos);
    }

    /** Entries are in the order of their age. */
    private void evict(long nowNanos) {
        Iterator<Map.Entry<Key, Entry>> oldest = entries.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Key, Entry> next = oldest.next();
            boolean isTooMuch = entries.size() > settings.maxEntries() || bytes > settings.maxBytes();
            if (!isTooMuch && !isTooOld(next.getValue(), nowNanos)) {
                return;
            }
            if (isTooMuch) {
                evictions++;
            }
            oldest.remove();
            bytes -= next.getKey().bytes();
        }
    }

    private boolean isTooOld(Entry entry, long nowNanos) {
        return nowNanos - entry.bornNanos() >= TimeUnit.MILLISECONDS.toNanos(settings.maxAgeMillis());
    }

    /**
     * Removes decisions. Decisions of pending calls of authorizers are not added afterwards. Returns the number of
     * removed decisions.
     */
    synchronized int purge(Predicate<Key> which) {
        purges++;
        int before = entries.size();
        entries.keySet().removeIf(which);
        bytes = entries.keySet().stream().mapToLong(Key::bytes).sum();
        return before - entries.size();
    }

    /** Returns the number of purges. */
    synchronized long purges() {
        return purges;
    }

    synchronized int size() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Returns the number of decisions that were removed before their time because of a limit. */
    synchronized long evictions() {
        return evictions;
    }

    /**
     * Returns the counters and the current size. Hits and misses are requests that the rules of their roles leave undecided.
     */
    public synchronized Map<String, Long> counters() {
        return Map.of(
                "hits", hits,
                "misses", misses,
                "size", (long) entries.size(),
                "bytes", bytes,
                "evictions", evictions,
                "purges", purges);
    }
}
