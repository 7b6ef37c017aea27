package io.signalbox.router.match;

import java.util.function.Consumer;

/**
 * Values under whole URIs.
 *
 * <p>While there are no patterns beside it, it is searched by the hash code that a URI in steady use knows already. Beside
 * patterns each URI is walked along anyway, and searched for by the hash of that walk. Both tables are there from the
 * beginning, since filling one when the first pattern comes would take as long as there are URIs.
 */
final class ExactIndex<T> {
    /**
     * Clients choose the URIs, and can choose many with the same hash code: then the search by hash code ends for good. By
     * chance no URI comes to stand half as far from its place among millions.
     */
    static final int MAX_DISTANCE = 512;

    private final UriHash hash;
    private final PatternTable<T> uris = new PatternTable<>();

    /** Null when URIs are walked along. */
    private PatternTable<T> byHashCode = new PatternTable<>();

    ExactIndex(UriHash hash) {
        this.hash = hash;
    }

    int size() {
        return uris.size();
    }

    /** Whether it is searched without a walk along the URI. */
    boolean standsAlone() {
        return byHashCode != null;
    }

    /** From now on there are patterns beside it, and walks. */
    void joinPatterns() {
        byHashCode = null;
    }

    T get(String uri) {
        return byHashCode == null ? uris.find(hash.of(uri), uri) : byHashCode.find(mixedHashCode(uri), uri);
    }

    /** Zero when nothing stands where the URI would like to; see {@link PatternTable#home}. */
    int home(UriWalk walk) {
        return uris.home(walk.whole());
    }

    /** What stands under the URI of this walk, when this does not stand alone. */
    T get(String uri, UriWalk walk) {
        return uris.find(walk.whole(), uri);
    }

    /** Puts a value under a URI that has none. */
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
