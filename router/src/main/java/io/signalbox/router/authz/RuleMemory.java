package io.signalbox.router.authz;

import java.util.HashMap;
import java.util.Map;

/**
 * Cache of the rules that decide on recently used URIs, in two generations: when the young generation is full, the old
 * generation is evicted as a whole and replaced by the young one. A hit in the old generation moves the entry into the
 * young one, so URIs in steady use stay, without bookkeeping on a hit in the young generation. Bounded by the number of the
 * URIs and by their bytes. Confined to the realm's loop.
 */
final class RuleMemory {
    /** Approximate heap bytes of an entry without the characters of its URI. */
    private static final int ENTRY_BYTES = 100;

    private final int generationSize;
    private final long generationBytes;
    private Map<String, PermissionRule> young = new HashMap<>();
    private Map<String, PermissionRule> old = new HashMap<>();

    /** Bytes of all URIs that have entered the young generation since it was empty. */
    private long youngBytes;

    private long misses;
    private long forgotten;

    /**
     * @param capacity the maximum number of cached URIs, from 2
     * @param maxBytes the maximum number of approximate heap bytes; the cache has at least one URI in each generation
     * @throws IllegalArgumentException if the capacity is below 2
     */
    RuleMemory(int capacity, long maxBytes) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity=" + capacity + " is below the minimum of 2");
        }
        this.generationSize = capacity / 2;
        generationBytes = maxBytes / 2;
    }

    /** Returns the cached rule for a URI, or null. */
    PermissionRule recall(String uri) {
        PermissionRule rule = young.get(uri);
        if (rule != null) {
            return rule;
        }
        rule = old.remove(uri);
        if (rule == null) {
            misses++;
        } else {
            remember(uri, rule);
        }
        return rule;
    }

    void remember(String uri, PermissionRule rule) {
        long bytes = ENTRY_BYTES + 2L * uri.length();
        if (young.size() >= generationSize || youngBytes + bytes > generationBytes) {
            forgotten += old.size();
            Map<String, PermissionRule> emptied = old;
            emptied.clear();
            old = young;
            young = emptied;
            youngBytes = 0;
        }
        young.put(uri, rule);
        youngBytes += bytes;
    }

    int size() {
        return young.size() + old.size();
    }

    long misses() {
        return misses;
    }

    long forgotten() {
        return forgotten;
    }
}
