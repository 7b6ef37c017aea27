package io.signalbox.router.match;

import java.util.random.RandomGenerator;

/**
 * Hashes the beginnings of a URI on one walk along it: the state behind each character is the hash of everything up to
 * there.
 *
 * <p>Clients choose the strings. That they choose many with the same hash is prevented by numbers that they do not know.
 */
final class UriHash {
    private final long multiplier;
    private final long start;

    UriHash(RandomGenerator random) {
        // Odd, because an even one would lose bits.
        multiplier = random.nextLong() | 1;
        start = random.nextLong();
    }

    /** The state in front of the first character. */
    long start() {
        return start;
    }

    /** The state behind one more character, or anything else in its place. */
    long next(long state, long more) {
        long mixed = (state ^ more) * multiplier;
        // The lower half depends on the lower half only, until the upper one is mixed in.
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
