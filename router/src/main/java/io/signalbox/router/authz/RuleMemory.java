package io.signalbox.router.authz;

import java.util.HashMap;
import java.util.Map;

/**
 * Cache of the rules that decide on recently used URIs, in two generations: when the young generation is full, the old
 * generation is evicted as a whole and replaced by the young one. A hit in the old generation moves the entry into the
 * young one, so URIs in steady use stay, without bookkeeping on a hit in the young generation. Confined to the realm's
 * loop.
 */
final class RuleMemory {

    private final int generationSize;
    private Map<String, PermissionRule> young = new HashMap<>();
    private Map<String, PermissionRule> old = new HashMap<>();
    private long misses;
    private long forgotten;

    /**
     * @param capacity the maximum number of cached URIs, from 2
     * @throws IllegalArgumentException if the capacity is below 2
     */
    RuleMemory(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity=" + capacity + " is below the minimum of 2");
        }
        this.generationSize = capacity / 2;
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
        if (young.size() >= generationSize) {
            forgotten += old.size();
            Map<String, PermissionRule> emptied = old;
            emptied.clear();
            old = young;
            young = emptied;
        }
        young.put(uri, rule);
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
