package io.signalbox.router.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under wildcard patterns, in which an empty component matches any one component (spec: Wildcard Matching).
 *
 * <p>This is tuple space search, known from packet filters: patterns with wildcards at the same places have the same
 * {@link Shape}, and for each shape one pattern at most matches a URI, the one that is left when those components are
 * taken out. So a search costs one look for each shape with as many components as the URI. In order, these are the matches
 * in the order of preference (checklist C54).
 *
 * <p>There could be 2^components shapes, so whoever lets clients put patterns has to bound them, see {@link #shapesBeside}.
 */
final class WildcardIndex<T> {
    private static final int[] NO_LENGTHS = {};

    private final UriWalk patternWalk;
    private final PatternTable<T> patterns = new PatternTable<>();

    /** By number of components, sorted. */
    private final List<List<Shape>> shapes = new ArrayList<>();

    // Of one URI at a time: the shapes with as many components, and for each the hash of the pattern that would match.
    private List<Shape> alike = List.of();
    private long[] hashes = {};

    WildcardIndex(UriHash hash) {
        this.patternWalk = new UriWalk(hash);
    }

    int size() {
        return patterns.size();
    }

    /** How many shapes there are with so many components: what a search looks at, if nothing ends it before. */
    int shapeCount(int components) {
        return components < shapes.size() ? shapes.get(components).size() : 0;
    }

    T get(String pattern) {
        return patterns.find(hashOf(pattern), pattern);
    }

    /** How many other shapes there are with as many components as this pattern; zero when its own is there already. */
    int shapesBeside(String pattern) {
        Shape shape = Shape.of(pattern);
        if (shapes.size() <= shape.components()) {
            return 0;
        }
        List<Shape> alike = shapes.get(shape.components());
        return Collections.binarySearch(alike, shape) < 0 ? alike.size() : 0;
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
        T removed = patterns.remove(hashOf(pattern), pattern);
        if (removed == null) {
            return null;
        }
        Shape shape = Shape.of(pattern);
        List<Shape> alike = shapes.get(shape.components());
        int at = Collections.binarySearch(alike, shape);
        if (--alike.get(at).patterns == 0) {
            alike.remove(at);
        }
        return removed;
    }

    void forEach(Consumer<? super T> action) {
        patterns.forEach(action);
    }

    /** Turns to the URI of this walk: the next searches are for it, until something is put or removed. */
    void along(UriWalk walk) {
        alike = walk.componentCount() < shapes.size() ? shapes.get(walk.componentCount()) : List.of();
        if (alike.size() > hashes.length) {
            hashes = new long[alike.size()];
        }
        for (int i = 0; i < alike.size(); i++) {
            hashes[i] = walk.pattern(alike.get(i));
        }
    }

    /** Zero when nothing stands where a match would like to; see {@link PatternTable#home}. */
    int homes() {
        int homes = 0;
        for (int i = 0; i < alike.size(); i++) {
            homes |= patterns.home(hashes[i]);
        }
        return homes;
    }

    /** The value of the best pattern that {@code takes} accepts; lesser ones are offered until then. */
    T best(String uri, Predicate<? super T> takes) {
        for (int i = 0; i < alike.size(); i++) {
            T value = find(alike.get(i), uri, hashes[i]);
            if (value != null && takes.test(value)) {
                return value;
            }
        }
        return null;
    }

    private T find(Shape shape, String uri, long hash) {
        PatternTable<T> part = patterns.part(hash);
        for (int slot = part.first(hash); slot >= 0; slot = part.next(slot, hash)) {
            if (shape.fits(part.pattern(slot), uri)) {
                return part.value(slot);
            }
        }
        return null;
    }

    private long hashOf(String pattern) {
        patternWalk.along(pattern, NO_LENGTHS);
        return patternWalk.pattern();
    }
}
