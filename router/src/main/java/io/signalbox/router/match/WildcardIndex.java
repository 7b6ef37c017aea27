package io.signalbox.router.match;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Index of values by wildcard pattern, in which an empty component matches any one component (spec: Wildcard Matching).
 * Confined to the realm's loop.
 *
 * <p>The algorithm is tuple space search, known from packet filters. Patterns with wildcards at the same positions have
 * the same {@link Shape}. For each shape at most one pattern matches a URI: the URI with the components at those positions
 * emptied. A search therefore costs one table access for each shape with as many components as the URI. The shapes are
 * sorted by the precedence of their patterns (spec: Pattern-based Registrations).
 *
 * <p>The number of shapes can reach 2^components. A caller that adds patterns for clients has to bound the number, see
 * {@link #shapesBeside}.
 */
final class WildcardIndex<T> {
    private static final int[] NO_LENGTHS = {};

    private final UriWalk patternWalk;
    private final PatternTable<T> patterns = new PatternTable<>();

    /** Shapes by number of components, each list sorted by precedence. */
    private final List<List<Shape>> shapes = new ArrayList<>();

    // State of the current URI: the shapes with as many components, and the hash of the matching pattern of each shape.
    private List<Shape> alike = List.of();
    private long[] hashes = {};

    WildcardIndex(UriHash hash) {
        this.patternWalk = new UriWalk(hash);
    }

    int size() {
        return patterns.size();
    }

    /** Returns the number of shapes with this number of components: the worst-case number of table accesses. */
    int shapeCount(int components) {
        return components < shapes.size() ? shapes.get(components).size() : 0;
    }

    T get(String pattern) {
        return patterns.find(hashOf(pattern), pattern);
    }

    /** Returns the number of shapes with as many components as this pattern; 0 when its shape is among them. */
    int shapesBeside(String pattern) {
        Shape shape = Shape.of(pattern);
        if (shapes.size() <= shape.components()) {
            return 0;
        }
        List<Shape> alike = shapes.get(shape.components());
        return Collections.binarySearch(alike, shape) < 0 ? alike.size() : 0;
    }

    /** Adds a value for a pattern that has none. */
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

    /** Selects the URI of the walk for the following searches. A change of the index invalidates the selection. */
    void along(UriWalk walk) {
        alike = walk.componentCount() < shapes.size() ? shapes.get(walk.componentCount()) : List.of();
        if (alike.size() > hashes.length) {
            hashes = new long[alike.size()];
        }
        for (int i = 0; i < alike.size(); i++) {
            hashes[i] = walk.pattern(alike.get(i));
        }
    }

    /** Returns zero when the home slots of all matching patterns are free, see {@link PatternTable#home}. */
    int homes() {
        int homes = 0;
        for (int i = 0; i < alike.size(); i++) {
            homes |= patterns.home(hashes[i]);
        }
        return homes;
    }

    /** Returns the value of the matching pattern of highest precedence that {@code takes} accepts, or null. */
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
