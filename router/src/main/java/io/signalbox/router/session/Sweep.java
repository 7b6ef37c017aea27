package io.signalbox.router.session;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Runs a step for each element of a list, in slices, so that other tasks run between the slices. Confined to the
 * realm's loop.
 */
public final class Sweep<T> {
    /** Weight of the steps of one slice: a fraction of a millisecond. */
    public static final int SLICE_WEIGHT = 256;

    private final RealmExecutor executor;
    private final String what;
    private final List<T> items;
    private final ToIntFunction<T> step;
    private final Runnable end;
    private int position;

    /**
     * @param items must not change during the sweep
     * @param step returns its weight, at least 1; one unit is about a microsecond
     * @param end runs once, behind the last step
     */
    public Sweep(RealmExecutor executor, String what, List<T> items, ToIntFunction<T> step, Runnable end) {
        this.executor = executor;
        this.what = what;
        this.items = items;
        this.step = step;
        this.end = end;
    }

    /**
     * Runs the first slice now, and the other slices behind the waiting tasks.
     *
     * @return the weight of the first slice
     */
    public int begin() {
        return slice();
    }

    private int slice() {
        int weight = 0;
        try {
            while (position < items.size() && weight < SLICE_WEIGHT) {
                weight += step.applyAsInt(items.get(position++));
            }
        } finally {
            // An exception of one step does not affect the other elements.
            if (position < items.size()) {
                executor.submit(what, this::slice);
            } else {
                end.run();
            }
        }
        return weight;
    }
}
