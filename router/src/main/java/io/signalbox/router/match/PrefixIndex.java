package io.signalbox.router.match;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Index of values by URI prefix, matched by characters (spec: Prefix Matching). Confined to the realm's loop.
 *
 * <p>A search looks up one beginning of the URI for each prefix length in the index.
 */
final class PrefixIndex<T> {
    private final UriHash hash;
    private final PatternTable<T> prefixes = new PatternTable<>();

    /** Number of prefixes by length. */
    private int[] counts = new int[1];

    /** Distinct prefix lengths, ascending. */
    private int[] lengths = {};

    PrefixIndex(UriHash hash) {
        this.hash = hash;
    }

    int size() {
        return prefixes.size();
    }

    T get(String prefix) {
        return prefixes.find(hash.of(prefix), prefix);
    }

    /** Adds a value for a prefix that has none. */
    void put(String prefix, T value) {
        prefixes.add(hash.of(prefix), prefix, value);
        int length = prefix.length();
        if (length >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(length + 1, counts.length * 2));
        }
        if (counts[length]++ == 0) {
            listLengths();
        }
    }

    T remove(String prefix) {
        T removed = prefixes.remove(hash.of(prefix), prefix);
        if (removed != null && --counts[prefix.length()] == 0) {
            listLengths();
        }
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        prefixes.forEach(action);
    }

    /** Returns the distinct prefix lengths, ascending, as input of {@link UriWalk#along}. */
    int[] lengths() {
        return lengths;
    }

    /** Returns zero when the home slots of all matching prefixes are free, see {@link PatternTable#home}. */
    int homes(UriWalk walk) {
        int homes = 0;
        for (int i = 0; i < walk.beginningCount(); i++) {
            homes |= prefixes.home(walk.beginning(i));
        }
        return homes;
    }

    /** Returns the value of the longest matching prefix that {@code takes} accepts, or null. */
    T longest(String uri, UriWalk walk, Predicate<? super T> takes) {
        for (int i = walk.beginningCount() - 1; i >= 0; i--) {
            T value = find(walk.beginning(i), uri, lengths[i]);
            if (value != null && takes.test(value)) {
                return value;
            }
        }
        return null;
    }

    private T find(long beginning, String uri, int length) {
        PatternTable<T> part = prefixes.part(beginning);
        int slot = part.first(beginning);
        while (slot >= 0) {
            String prefix = part.pattern(slot);
            if (prefix.length() == length && uri.startsWith(prefix)) {
                return part.value(slot);
            }
            slot = part.next(slot, beginning);
        }
        return null;
    }

    private void listLengths() {
        int number = 0;
        int[] listed = new int[counts.length];
        for (int length = 0; length < counts.length; length++) {
            if (counts[length] > 0) {
                listed[number++] = length;
            }
        }
        lengths = Arrays.copyOf(listed, number);
    }
}
