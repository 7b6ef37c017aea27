package io.signalbox.router.match;

import java.util.Arrays;

/**
 * The hashes of one URI at a time: of the whole, of its beginnings and of its components, from one walk along it. The next
 * walk overwrites them.
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
     * Walks along a URI.
     *
     * @param lengths those of the beginnings that are asked for, ascending
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

    /** How many of the lengths the URI has. */
    int beginningCount() {
        return beginningCount;
    }

    /** The beginning of the length at this place in the list. */
    long beginning(int place) {
        return beginnings[place];
    }

    int componentCount() {
        return componentCount;
    }

    /** The hash of the wildcard pattern of this shape that matches the URI; it has as many components. */
    long pattern(Shape shape) {
        long state = hash.start();
        for (int i = 0; i < componentCount; i++) {
            // What stands for a wildcard is the hash of an empty component, which is the start.
            state = hash.next(state, shape.isWild(i) ? hash.start() : components[i]);
        }
        return state;
    }

    /** The hash of the URI if it is a wildcard pattern. */
    long pattern() {
        long state = hash.start();
        for (int i = 0; i < componentCount; i++) {
            state = hash.next(state, components[i]);
        }
        return state;
    }
}
