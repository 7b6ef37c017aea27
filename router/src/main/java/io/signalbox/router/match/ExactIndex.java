package io.signalbox.router.match;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Values under whole URIs.
 *
 * <p>While there are no patterns beside it, it is searched by the hash that a URI in steady use knows already. Beside patterns
 * each URI is walked along anyway, and a {@link PatternTable} by the hash of that walk waits for memory less often. The table
 * is there from the beginning, since filling it when the first pattern comes would take as long as there are URIs.
 */
final class ExactIndex<T> {
    private final UriHash hash;
    private final PatternTable<T> uris = new PatternTable<>();
    private Map<String, T> alone = new HashMap<>();

    ExactIndex(UriHash hash) {
        this.hash = hash;
    }

    int size() {
        return uris.size();
    }

    boolean standsAlone() {
        return alone != null;
    }

    /** From now on there are patterns beside it, and walks. */
    void joinPatterns() {
        alone = null;
    }

    T get(String uri) {
        return alone == null ? find(hash.of(uri), uri) : alone.get(uri);
    }

    /** Zero when nothing stands where the URI would like to; see {@link PatternTable#home}. */
    int home(UriWalk walk) {
        return uris.home(walk.whole());
    }

    /** What stands under the URI of this walk, when this does not stand alone. */
    T get(String uri, UriWalk walk) {
        return find(walk.whole(), uri);
    }

    private T find(long whole, String uri) {
        int slot = uris.find(whole, uri);
        return slot < 0 ? null : uris.value(slot);
    }

    /** Puts a value under a URI that has none. */
    void put(String uri, T value) {
        uris.add(hash.of(uri), uri, value);
        if (alone != null) {
            alone.put(uri, value);
        }
    }

    T remove(String uri) {
        if (alone != null) {
            alone.remove(uri);
        }
        int slot = uris.find(hash.of(uri), uri);
        return slot < 0 ? null : uris.remove(slot);
    }

    void forEach(Consumer<? super T> action) {
        uris.forEach(action);
    }
}
