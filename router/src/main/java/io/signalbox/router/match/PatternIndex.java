package io.signalbox.router.match;

import io.signalbox.protocol.message.MatchPolicy;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Index of values by URI and URI pattern, with one value for each pair of match policy and URI (spec: Pattern-based
 * Subscription, Pattern-based Registrations). Confined to the realm's loop.
 *
 * <p>The cost of a search depends on the length of the URI and the number of matches, not on the size of the index;
 * {@link WildcardIndex} states the worst case for wildcards.
 */
public final class PatternIndex<T> {

    private final ExactIndex<T> exact;
    private final PrefixIndex<T> prefixes;
    private final WildcardIndex<T> wildcards;

    /** Hashes of the URI of the current search. */
    private final UriWalk walk;

    public PatternIndex() {
        this(new UriHash(new SecureRandom()));
    }

    PatternIndex(UriHash hash) {
        exact = new ExactIndex<>(hash);
        prefixes = new PrefixIndex<>(hash);
        wildcards = new WildcardIndex<>(hash);
        walk = new UriWalk(hash);
    }

    /** Returns the value for exactly this match policy and URI or pattern, or null. */
    public T get(MatchPolicy match, String uri) {
        return switch (match) {
            case EXACT -> exact.get(uri);
            case PREFIX -> prefixes.get(uri);
            case WILDCARD -> wildcards.get(uri);
        };
    }

    /**
     * Adds a value for a match policy and a URI or pattern.
     *
     * @throws IllegalStateException if the index has a value for the same match policy and URI
     */
    public void put(MatchPolicy match, String uri, T value) {
        if (get(match, uri) != null) {
            throw new IllegalStateException("duplicate entry: match=" + match.wireName() + " uri=" + uri);
        }
        if (match != MatchPolicy.EXACT) {
            exact.joinPatterns();
        }
        switch (match) {
            case EXACT -> exact.put(uri, value);
            case PREFIX -> prefixes.put(uri, value);
            case WILDCARD -> wildcards.put(uri, value);
        }
    }

    /**
     * Returns the number of different wildcard positions among the patterns with the same number of components, when this
     * pattern would add another; otherwise 0. Each of them costs a search one table access, so the caller has to bound
     * the number.
     */
    public int wildcardShapesBeside(MatchPolicy match, String uri) {
        return match == MatchPolicy.WILDCARD ? wildcards.shapesBeside(uri) : 0;
    }

    /** Removes and returns the value for this match policy and URI or pattern; null when there is none. */
    public T remove(MatchPolicy match, String uri) {
        return switch (match) {
            case EXACT -> exact.remove(uri);
            case PREFIX -> prefixes.remove(uri);
            case WILDCARD -> wildcards.remove(uri);
        };
    }

    /**
     * Passes each value whose URI or pattern matches to the action, in no particular order. The action must neither change
     * nor search the index.
     */
    public void forEachMatch(String uri, Consumer<? super T> action) {
        if (exact.standsAlone()) {
            T same = exact.get(uri);
            if (same != null) {
                action.accept(same);
            }
            return;
        }
        walk.along(uri, prefixes.lengths());
        wildcards.along(walk);
        if ((exact.home(walk) | prefixes.homes(walk) | wildcards.homes()) == 0) {
            return;
        }
        Predicate<T> none = value -> {
            action.accept(value);
            return false;
        };
        bestBeforeWildcards(uri, none);
        wildcards.best(uri, none);
    }

    /**
     * Returns the best match that {@code admits} accepts, or null: the exact match, else the longest prefix, else the
     * wildcard pattern whose literals come first (spec: Pattern-based Registrations). {@code admits} must neither change nor
     * search the index.
     */
    public T best(String uri, Predicate<? super T> admits) {
        if (exact.standsAlone()) {
            T same = exact.get(uri);
            return same != null && admits.test(same) ? same : null;
        }
        walk.along(uri, prefixes.lengths());
        T best = bestBeforeWildcards(uri, admits);
        if (best != null) {
            return best;
        }
        wildcards.along(walk);
        return wildcards.best(uri, admits);
    }

    private T bestBeforeWildcards(String uri, Predicate<? super T> admits) {
        T same = exact.get(uri, walk);
        if (same != null && admits.test(same)) {
            return same;
        }
        return prefixes.longest(uri, walk, admits);
    }

    /** Passes each value of a match policy to the action, in no particular order. */
    public void forEach(MatchPolicy match, Consumer<? super T> action) {
        switch (match) {
            case EXACT -> exact.forEach(action);
            case PREFIX -> prefixes.forEach(action);
            case WILDCARD -> wildcards.forEach(action);
        }
    }

    public int size() {
        return exact.size() + prefixes.size() + wildcards.size();
    }
}
