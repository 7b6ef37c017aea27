package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Index of values by exact URI. Confined to the realm's loop.
 *
 * <p>While the {@link PatternIndex} holds no pattern, a search uses the hash code that the String has cached. With patterns,
 * each search computes the hashes of a {@link UriWalk} anyway, and uses the hash of the walk. Both tables are filled from
 * the beginning: filling one on the first pattern would take time proportional to the number of URIs.
 */
final class ExactIndex<T> {
    /**
     * Distance of an entry from its home slot at which the search by hash code ends for good: clients choose the URIs and
     * can choose many with the same hash code. Among millions of random URIs, no distance reaches half of this.
     */
    static final int MAX_DISTANCE = 512;

    private final UriHash hash;
    private final PatternTable<T> uris = new PatternTable<>();

    /** Null once a pattern was added or hash codes collide. */
    private PatternTable<T> byHashCode = new PatternTable<>();

    ExactIndex(UriHash hash) {
        this.hash = hash;
    }

    int size() {
        return uris.size();
    }

    /** Returns whether searches use the cached hash code, without a walk. */
    boolean standsAlone() {
        return byHashCode != null;
    }

    /** Switches to searches by the hash of a walk, for good. */
    void joinPatterns() {
        byHashCode = null;
    }

    T get(String uri) {
        return byHashCode == null ? uris.find(hash.of(uri), uri) : byHashCode.find(mixedHashCode(uri), uri);
    }

    /** Returns zero when the home slot of the URI is free, see {@link PatternTable#home}. */
    int home(UriWalk walk) {
        return uris.home(walk.whole());
    }

    /** Returns the value for the URI of the walk, or null. Valid after {@link #joinPatterns}. */
    T get(String uri, UriWalk walk) {
        return uris.find(walk.whole(), uri);
    }

    /** Adds a value for a URI that has none. */
    void put(String uri, T value) {
        long whole = hash.of(uri);
        uris.add(whole, uri, value);
        if (byHashCode == null) {
            return;
        }
        try {
            if (byHashCode.add(mixedHashCode(uri), uri, value) > MAX_DISTANCE) {
                byHashCode = null;
            }
        } catch (Throwable failure) {
            uris.remove(whole, uri);
            throw failure;
        }
    }

    T remove(String uri) {
        if (byHashCode != null) {
            byHashCode.remove(mixedHashCode(uri), uri);
        }
        return uris.remove(hash.of(uri), uri);
    }

    void forEach(Consumer<? super T> action) {
        uris.forEach(action);
    }

    private long mixedHashCode(String uri) {
        return hash.next(hash.start(), uri.hashCode());
    }
}
