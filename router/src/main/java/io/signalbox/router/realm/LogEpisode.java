package io.signalbox.router.realm;

import java.util.concurrent.TimeUnit;

/** Lets one log line of a kind pass in ten seconds, and counts the others. Confined to the realm's loop. */
final class LogEpisode {
    private static final long LENGTH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private long beginNanos;
    private boolean begun;
    private long untold;

    /** Whether to log now; if not, that is counted. */
    boolean begins(long nowNanos) {
        if (begun && nowNanos - beginNanos < LENGTH_NANOS) {
            untold++;
            return false;
        }
        begun = true;
        beginNanos = nowNanos;
        return true;
    }

    /** How many were not logged since the last line. */
    long takeUntold() {
        long count = untold;
        untold = 0;
        return count;
    }
}
