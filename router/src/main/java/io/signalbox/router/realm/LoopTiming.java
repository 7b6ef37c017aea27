package io.signalbox.router.realm;

import java.util.function.LongSupplier;

/**
 * Time measurement of a realm's loop.
 *
 * @param nanoClock only differences within one thread are used
 * @param timedDrains one in this many drains with a single task is timed
 */
public record LoopTiming(LongSupplier nanoClock, int timedDrains) {

    /** Times a sample, because reading the clock takes longer than some tasks. */
    static LoopTiming sampled(LongSupplier nanoClock) {
        return new LoopTiming(nanoClock, 16);
    }

    /** Times every task, for programs that search for the longest task. */
    public static LoopTiming complete(LongSupplier nanoClock) {
        return new LoopTiming(nanoClock, 1);
    }
}
