package io.signalbox.router.realm;

/**
 * What a realm's loop has done since it started.
 *
 * @param busyNanos time spent inside the realm; an estimate, since only some of the short stays are timed
 * @param drains how often somebody found work and drained the loop
 * @param tasks steps run
 * @param longestTaskNanos the longest single step among those that were timed
 * @param waiting tasks that wait now
 */
public record LoopLoad(long busyNanos, long drains, long tasks, long longestTaskNanos, int waiting) {}
