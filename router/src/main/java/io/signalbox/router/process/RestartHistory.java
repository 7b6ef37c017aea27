package io.signalbox.router.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Starts of one process or component in a row, and the decision on the next one. Not thread-safe. */
public final class RestartHistory {
    /** Starts in a row within the longest delay that are a restart storm. */
    static final int STORM_STARTS = 10;

    private final RestartPolicy policy;
    private final RandomGenerator random;

    /** Times of the latest starts in a row. */
    private final Deque<Long> starts = new ArrayDeque<>();

    private int restarts;

    public RestartHistory(RestartPolicy policy, RandomGenerator random) {
        this.policy = policy;
        this.random = random;
    }

    /** Decision on the next start. */
    public sealed interface Next {
        /** A start after a delay. */
        record Restart(long delayNanos) implements Next {}

        /** No start, for a reason in words. */
        record GiveUp(String reason) implements Next {}
    }

    /** Notes a start. */
    public void started(long nanoTime) {
        starts.addLast(nanoTime);
        if (starts.size() > STORM_STARTS) {
            starts.removeFirst();
        }
    }

    /** Forgets all starts, for a process that is started by hand. */
    void clear() {
        starts.clear();
        restarts = 0;
    }

    /** Returns the decision after the end of the last start. */
    public Next ended(long nanoTime) {
        long stableNanos = TimeUnit.MILLISECONDS.toNanos(policy.stableAfterMillis());
        if (!starts.isEmpty() && nanoTime - starts.getLast() >= stableNanos) {
            clear();
        }
        if (isStorm(nanoTime)) {
            return new Next.GiveUp(STORM_STARTS + " starts within "
                    + TimeUnit.NANOSECONDS.toMillis(nanoTime - starts.getFirst()) + " ms");
        }
        if (policy.maxAttempts() > 0 && restarts >= policy.maxAttempts()) {
            return new Next.GiveUp(restarts + " restarts in a row, the limit of max_attempts");
        }
        restarts++;
        double kept = 1 - policy.jitter() * random.nextDouble();
        return new Next.Restart((long) (policy.longestDelayMillis(restarts) * kept * TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /** Returns whether the latest starts are a storm. */
    boolean isStorm(long nanoTime) {
        return starts.size() == STORM_STARTS
                && nanoTime - starts.getFirst() <= TimeUnit.MILLISECONDS.toNanos(policy.maxDelayMillis());
    }

    /** Returns the number of restarts in a row. */
    public int restarts() {
        return restarts;
    }
}
