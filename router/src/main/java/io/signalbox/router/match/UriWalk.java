package io.signalbox.router.match;

import java.util.Arrays;

/**
 * Hashes of one URI, computed in one pass: of the whole URI, of its beginnings and of its components. The next pass
 * overwrites the hashes. Confined to the realm's loop.
 */
final class UriWalk {
    private final UriHash hash;
    private long whole;
    private long[] beginnings = {};
    private int beginningCount;
    private long[] components = new long[8];
    private int componentCount;

    UriWalk(UriHash hash) {
        this.hash = hash;
    }

    /**
     * Computes the hashes of a URI.
     *
     * @param lengths the lengths of the beginnings to hash, ascending
     */
    void along(String uri, int[] lengths) {
        beginningCount = countUpTo(uri.length(), lengths);
        componentCount = 0;
        long state = hash.start();
        long component = state;
        int at = 0;
        for (int next = 0; next <= beginningCount; next++) {
            int stop = next < beginningCount ? lengths[next] : uri.length();
            for (; at < stop; at++) {
                char one = uri.charAt(at);
                state = hash.next(state, one);
                if (one == '.') {
                    keep(component);
                    component = hash.start();
                } else {
                    component = hash.next(component, one);
                }
            }
            beginnings[next] = state;
        }
        keep(component);
        whole = state;
    }

    private int countUpTo(int length, int[] lengths) {
        int count = 0;
        while (count < lengths.length && lengths[count] <= length) {
            count++;
        }
        if (count >= beginnings.length) {
            beginnings = new long[count + 1];
        }
        return count;
    }

    private void keep(long component) {
        if (componentCount == components.length) {
            components = Arrays.copyOf(components, componentCount * 2);
        }
        components[componentCount++] = component;
    }

    long whole() {
        return whole;
    }

    /** Returns the number of lengths that do not exceed the length of the URI. */
    int beginningCount() {
        return beginningCount;
    }

    /** Returns the hash of the beginning whose length has this index among the lengths. */
    long beginning(int place) {
        return beginnings[place];
    }

    int componentCount() {
        return componentCount;
    }

    /** Returns the hash of the wildcard pattern that has this shape and matches the URI. */
    long pattern(Shape shape) {
        long state = hash.start();
        for (int i = 0; i < componentCount; i++) {
            // A wildcard is an empty component, whose hash is the start state.
            state = hash.next(state, shape.isWild(i) ? hash.start() : components[i]);
        }
        return state;
    }

    /** Returns the hash of the URI taken as a wildcard pattern. */
    long pattern() {
        long state = hash.start();
        for (int i = 0; i < componentCount; i++) {
            state = hash.next(state, components[i]);
        }
        return state;
    }
}
