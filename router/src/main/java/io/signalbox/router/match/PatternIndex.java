package io.signalbox.router.match;

import io.signalbox.protocol.message.MatchPolicy;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Values under URIs and URI patterns, one per (match policy, URI). Confined to the realm's loop.
 *
 * <p>Matching costs what the URI is long and what matches it, not what else stands in the index.
 */
public final class PatternIndex<T> {

    /** The value under exactly this policy and URI, or null. */
    public T get(MatchPolicy match, String uri) {
        throw new UnsupportedOperationException();
    }

    /** Puts a value under a policy and URI that has none yet. */
    public void put(MatchPolicy match, String uri, T value) {
        throw new UnsupportedOperationException();
    }

    /** Removes the value under this policy and URI; null when there was none. */
    public T remove(MatchPolicy match, String uri) {
        throw new UnsupportedOperationException();
    }

    /** Every value whose URI or pattern matches, in any order. The action must not change the index. */
    public void forEachMatch(String uri, Consumer<? super T> action) {
        throw new UnsupportedOperationException();
    }

    /**
     * The best match that {@code admits} takes: exact, else the longest prefix, else the wildcard whose literals come
     * first (spec: Pattern-based Registration; checklist C52-C54). Null when nothing is left.
     */
    public T best(String uri, Predicate<? super T> admits) {
        throw new UnsupportedOperationException();
    }

    /** Every value of one policy, in any order. */
    public void forEach(MatchPolicy match, Consumer<? super T> action) {
        throw new UnsupportedOperationException();
    }

    public int size() {
        throw new UnsupportedOperationException();
    }
}
