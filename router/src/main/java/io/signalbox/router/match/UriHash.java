package io.signalbox.router.match;

import java.util.random.RandomGenerator;

/**
 * Incremental hash of URIs: the state after each character is the hash of the URI up to that character. Immutable and
 * thread-safe.
 *
 * <p>The hash is keyed with random numbers, because clients choose the URIs and could otherwise choose URIs that collide.
 */
final class UriHash {
    private final long multiplier;
    private final long start;

    UriHash(RandomGenerator random) {
        // An even multiplier would lose bits.
        multiplier = random.nextLong() | 1;
        start = random.nextLong();
    }

    /** Returns the state before the first character. */
    long start() {
        return start;
    }

    /** Returns the state after one more character or component hash. */
    long next(long state, long more) {
        long mixed = (state ^ more) * multiplier;
        // The lower half of a product depends on the lower half of the factors only.
        return mixed ^ mixed >>> 32;
    }

    long of(String text) {
        long state = start;
        for (int i = 0; i < text.length(); i++) {
            state = next(state, text.charAt(i));
        }
        return state;
    }
}
