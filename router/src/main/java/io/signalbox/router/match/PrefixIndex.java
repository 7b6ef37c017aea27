package io.signalbox.router.match;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under prefixes of URIs, compared by characters (spec: Prefix Matching).
 *
 * <p>Of a URI one beginning is looked up for each length that stands in the index, at most as many as it has characters.
 */
final class PrefixIndex<T> {
    private final UriHash hash;
    private final PatternTable<T> prefixes = new PatternTable<>();

    /** How many prefixes there are of each length. */
    private int[] counts = new int[1];

    /** The lengths that there are, ascending. */
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

    /** Puts a value under a prefix that has none. */
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

    /** The lengths that there are, ascending: those of the beginnings that a walk has to know. */
    int[] lengths() {
        return lengths;
    }

    /** Zero when nothing stands where a match would like to; see {@link PatternTable#home}. */
    int homes(UriWalk walk) {
        int homes = 0;
        for (int i = 0; i < walk.beginningCount(); i++) {
            homes |= prefixes.home(walk.beginning(i));
        }
        return homes;
    }

    /** The value of the longest prefix that {@code takes} accepts; shorter ones are offered until then. */
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
