package io.signalbox.router.process;

/**
 * The item {@code restart} of a worker. Immutable.
 *
 * @param policy which exits a start follows
 * @param initialDelayMillis the longest delay before the first restart in a row
 * @param factor the growth of the delay with each further restart, at least 1
 * @param maxDelayMillis the longest delay, and the time in which {@link RestartHistory#STORM_STARTS} starts are a storm
 * @param jitter the part of each delay that is random, 0 to 1
 * @param maxAttempts restarts in a row; 0 for no limit
 * @param stableAfterMillis the time of running after which a restart is the first in a row again
 */
public record RestartPolicy(
        Policy policy,
        long initialDelayMillis,
        double factor,
        long maxDelayMillis,
        double jitter,
        int maxAttempts,
        long stableAfterMillis) {

    /** No restart. */
    static final RestartPolicy NONE = new RestartPolicy(Policy.NEVER, 0, 1, 0, 0, 0, 0);

    /** Exits that a start follows. */
    public enum Policy {
        NEVER,
        ALWAYS,
        ON_FAILURE
    }

    /** Returns whether a start follows an end. */
    public boolean appliesTo(boolean failure) {
        return switch (policy) {
            case NEVER -> false;
            case ALWAYS -> true;
            case ON_FAILURE -> failure;
        };
    }

    /**
     * Returns the longest delay before a restart in milliseconds.
     *
     * @param restart the number of the restart in a row, from 1
     */
    double longestDelayMillis(int restart) {
        return Math.min(maxDelayMillis, initialDelayMillis * Math.pow(factor, restart - 1.0));
    }
}
