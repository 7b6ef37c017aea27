package io.signalbox.router.match;

import io.signalbox.protocol.message.MatchPolicy;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under URIs and URI patterns, one per (match policy, URI). Confined to the realm's loop.
 *
 * <p>Matching costs what the URI is long and what matches it, not what else stands in the index; for the worst case among
 * wildcards see {@link WildcardIndex}.
 */
public final class PatternIndex<T> {

    /** By a hash that a URI in steady use knows already. */
    private final Map<String, T> exact = new HashMap<>();

    private final PrefixIndex<T> prefixes;
    private final WildcardIndex<T> wildcards;

    public PatternIndex() {
        this(new UriHash(new SecureRandom()));
    }

    PatternIndex(UriHash hash) {
        prefixes = new PrefixIndex<>(hash);
        wildcards = new WildcardIndex<>(hash);
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
        switch (match) {
            case EXACT -> exact.put(uri, value);
            case PREFIX -> prefixes.put(uri, value);
            case WILDCARD -> wildcards.put(uri, value);
        }
    }

    /** Removes the value under this policy and URI; null when there was none. */
    public T remove(MatchPolicy match, String uri) {
        return switch (match) {
            case EXACT -> exact.remove(uri);
            case PREFIX -> prefixes.remove(uri);
            case WILDCARD -> wildcards.remove(uri);
        };
    }

    /** Every value whose URI or pattern matches, in any order. The action must not change the index. */
    public void forEachMatch(String uri, Consumer<? super T> action) {
        T same = exact.get(uri);
        if (same != null) {
            action.accept(same);
        }
        if (!hasPatterns()) {
            return;
        }
        Predicate<T> takesNone = value -> {
            action.accept(value);
            return false;
        };
        bestPattern(uri, takesNone);
    }

    /**
     * The best match that {@code admits} takes: exact, else the longest prefix, else the wildcard whose literals come
     * first (spec: Pattern-based Registration; checklist C52-C54). Null when nothing is left.
     */
    public T best(String uri, Predicate<? super T> admits) {
        T same = exact.get(uri);
        if (same != null && admits.test(same)) {
            return same;
        }
        return hasPatterns() ? bestPattern(uri, admits) : null;
    }

    /** Every value of one policy, in any order. */
    public void forEach(MatchPolicy match, Consumer<? super T> action) {
        switch (match) {
            case EXACT -> exact.values().forEach(action);
            case PREFIX -> prefixes.forEach(action);
            case WILDCARD -> wildcards.forEach(action);
        }
    }

    public int size() {
        return exact.size() + prefixes.size() + wildcards.size();
    }

    private boolean hasPatterns() {
        return prefixes.size() + wildcards.size() > 0;
    }

    private T bestPattern(String uri, Predicate<? super T> takes) {
        if (prefixes.size() > 0) {
            T found = prefixes.longest(uri, takes);
            if (found != null) {
                return found;
            }
        }
        return wildcards.size() > 0 ? wildcards.best(uri, takes) : null;
    }
}
