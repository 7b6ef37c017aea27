package io.signalbox.router.realm;

import java.util.random.RandomGenerator;

/**
 * Source of session ids (spec: Global Scope IDs). An id is drawn before the client is authenticated, because a challenge
 * contains it. Thread-safe.
 */
final class SessionIds {
    private static final long MAX_ID = 1L << 53;

    private final RandomGenerator random;

    /** @param random thread-safe */
    SessionIds(RandomGenerator random) {
        this.random = random;
    }

    long next() {
        return random.nextLong(1, MAX_ID + 1);
    }
}
