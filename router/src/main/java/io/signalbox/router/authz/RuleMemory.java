package io.signalbox.router.authz;

import java.util.HashMap;
import java.util.Map;

/**
 * The rules that were found for the latest URIs, in two generations: when the young one is full, the old one is forgotten
 * as a whole and the young one grows old. What is used again while it is old becomes young again, so URIs in steady use
 * stay, and a client that goes through many URIs costs no bookkeeping per use.
 */
final class RuleMemory {

    private final int generationSize;
    private Map<String, PermissionRule> young = new HashMap<>();
    private Map<String, PermissionRule> old = new HashMap<>();
    private long misses;
    private long forgotten;

    /** @param capacity how many URIs are remembered at most, at least 2 */
    RuleMemory(int capacity) {
        if (capacity < 2) {
            throw new IllegalArgumentException("capacity " + capacity + " is below 2");
        }
        this.generationSize = capacity / 2;
    }

    /** The rule for a URI, or null when it is not remembered. */
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
