package io.signalbox.router.realm;

import java.util.Map;

/**
 * Load counters of a realm's loop since its start: busy time, drains, tasks.
 *
 * @param busyNanos time spent inside the realm; an estimate, because only a sample of the short drains is timed
 * @param drains number of times a thread has drained the loop
 * @param tasks number of tasks run
 * @param longestTaskNanos duration of the longest timed task
 * @param waiting number of tasks that wait now
 */
public record LoopLoad(long busyNanos, long drains, long tasks, long longestTaskNanos, int waiting) {

    /** Returns the values, by name. */
    public Map<String, Long> values() {
        return Map.of(
                "busyNanos", busyNanos,
                "drains", drains,
                "tasks", tasks,
                "longestTaskNanos", longestTaskNanos,
                "waiting", (long) waiting);
    }
}
