package io.signalbox.router.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under wildcard patterns, in which an empty component matches any one component (spec: Wildcard Matching). Not to
 * be searched again from within a search.
 *
 * <p>This is tuple space search, known from packet filters: patterns with wildcards at the same places have the same
 * {@link Shape}, and for each shape one pattern at most matches a URI, the one that is left when those components are
 * taken out. So a search costs one look for each shape with as many components as the URI. In order, these are the matches
 * in the order of preference (checklist C54).
 *
 * <p>There are at most 2^components shapes, and no more than patterns; what bounds both are the limits on components per
 * URI and on subscriptions and registrations per session.
 */
final class WildcardIndex<T> {
    private final UriHash hash;
    private final PatternTable<T> patterns = new PatternTable<>();

    /** By number of components, sorted. */
    private final List<List<Shape>> shapes = new ArrayList<>();

    /** The hashes of a URI's components, while it is searched for. */
    private long[] components = new long[8];

    private long visits;

    WildcardIndex(UriHash hash) {
        this.hash = hash;
    }

    int size() {
        return patterns.size();
    }

    /** How many shapes all searches together have looked at: the cost, apart from any clock. */
    long visits() {
        return visits;
    }

    T get(String pattern) {
        int slot = find(pattern);
        return slot < 0 ? null : patterns.value(slot);
    }

    /** Puts a value under a pattern that has none. */
    void put(String pattern, T value) {
        Shape shape = Shape.of(pattern);
        while (shapes.size() <= shape.components()) {
            shapes.add(new ArrayList<>());
        }
        List<Shape> alike = shapes.get(shape.components());
        int at = Collections.binarySearch(alike, shape);
        if (at < 0) {
            alike.add(-at - 1, shape);
        } else {
            shape = alike.get(at);
        }
        shape.patterns++;
        patterns.add(hashOf(pattern), pattern, value);
    }

    T remove(String pattern) {
        int slot = find(pattern);
        if (slot < 0) {
            return null;
        }
        Shape shape = Shape.of(pattern);
        List<Shape> alike = shapes.get(shape.components());
        int at = Collections.binarySearch(alike, shape);
        if (--alike.get(at).patterns == 0) {
            alike.remove(at);
        }
        return patterns.remove(slot);
    }

    void forEach(Consumer<? super T> action) {
        patterns.forEach(action);
    }

    /** The value of the best pattern that {@code takes} accepts; lesser ones are offered until then. */
    T best(String uri, Predicate<? super T> takes) {
        int number = hashComponents(uri);
        if (number >= shapes.size()) {
            return null;
        }
        List<Shape> alike = shapes.get(number);
        for (int i = 0; i < alike.size(); i++) {
            visits++;
            T value = find(alike.get(i), uri);
            if (value != null && takes.test(value)) {
                return value;
            }
        }
        return null;
    }

    private T find(Shape shape, String uri) {
        long state = hash.start();
        for (int i = 0; i < shape.components(); i++) {
            state = hash.next(state, shape.isWild(i) ? hash.start() : components[i]);
        }
        for (int slot = patterns.first(state); slot >= 0; slot = patterns.next(slot, state)) {
            if (shape.fits(patterns.pattern(slot), uri)) {
                return patterns.value(slot);
            }
        }
        return null;
    }

    private int find(String pattern) {
        return patterns.find(hashOf(pattern), pattern);
    }

    private long hashOf(String pattern) {
        int number = hashComponents(pattern);
        long state = hash.start();
        for (int i = 0; i < number; i++) {
            state = hash.next(state, components[i]);
        }
        return state;
    }

    /** The number of components. That of an empty one is {@link UriHash#start}. */
    private int hashComponents(String text) {
        int number = 0;
        long state = hash.start();
        for (int at = 0; at < text.length(); at++) {
            char one = text.charAt(at);
            if (one == '.') {
                keep(number++, state);
                state = hash.start();
            } else {
                state = hash.next(state, one);
            }
        }
        keep(number++, state);
        return number;
    }

    private void keep(int component, long state) {
        if (component == components.length) {
            components = Arrays.copyOf(components, component * 2);
        }
        components[component] = state;
    }
}
