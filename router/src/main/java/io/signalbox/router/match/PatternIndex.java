package io.signalbox.router.match;

import io.signalbox.protocol.message.MatchPolicy;
import java.security.SecureRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under URIs and URI patterns, one per (match policy, URI). Confined to the realm's loop.
 *
 * <p>Matching costs what the URI is long and what matches it, not what else stands in the index; for the worst case among
 * wildcards see {@link WildcardIndex}.
 */
public final class PatternIndex<T> {

    private final ExactIndex<T> exact;
    private final PrefixIndex<T> prefixes;
    private final WildcardIndex<T> wildcards;

    /** Along the URI that is searched for. */
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

    /** The value under exactly this policy and URI, or null. */
    public T get(MatchPolicy match, String uri) {
        return switch (match) {
            case EXACT -> exact.get(uri);
            case PREFIX -> prefixes.get(uri);
            case WILDCARD -> wildcards.get(uri);
        };
    }

    /**
     * Puts a value under a policy and URI that has none yet.
     *
     * @throws IllegalStateException when there is one
     */
    public void put(MatchPolicy match, String uri, T value) {
        if (get(match, uri) != null) {
            throw new IllegalStateException("There is a value under " + uri);
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
     * How many placings of wildcards a value under this policy and URI would join with one of its own: among the patterns
     * with as many components. Zero when it brings none. Each costs a search among them one look, so the caller bounds them.
     */
    public int wildcardShapesBeside(MatchPolicy match, String uri) {
        return match == MatchPolicy.WILDCARD ? wildcards.shapesBeside(uri) : 0;
    }

    /** Removes the value under this policy and URI; null when there was none. */
    public T remove(MatchPolicy match, String uri) {
        return switch (match) {
            case EXACT -> exact.remove(uri);
            case PREFIX -> prefixes.remove(uri);
            case WILDCARD -> wildcards.remove(uri);
        };
    }

    /** Every value whose URI or pattern matches, in any order. The action must neither change nor search the index. */
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
     * The best match that {@code admits} takes: exact, else the longest prefix, else the wildcard whose literals come
     * first (spec: Pattern-based Registration; checklist C52-C54). Null when nothing is left. {@code admits} must neither
     * change nor search the index.
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

    /** Every value of one policy, in any order. */
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
