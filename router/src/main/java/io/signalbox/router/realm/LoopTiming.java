package io.signalbox.router.realm;

import java.util.function.LongSupplier;

/**
 * How a realm's loop measures its tasks.
 *
 * @param nanoClock of which differences are taken on one thread only
 * @param timedDrains of the drains that run a single task, one in so many is timed
 */
public record LoopTiming(LongSupplier nanoClock, int timedDrains) {

    /** Reading the clock takes longer than some tasks, so only some of them are timed. */
    static LoopTiming sampled(LongSupplier nanoClock) {
        return new LoopTiming(nanoClock, 16);
    }

    /** Times every task: for programs that look for the longest one. */
    public static LoopTiming complete(LongSupplier nanoClock) {
        return new LoopTiming(nanoClock, 1);
    }
}
