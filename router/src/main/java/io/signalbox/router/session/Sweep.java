package io.signalbox.router.session;

import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Does something for each of many, a slice at a time, with a turn for others between the slices. Confined to the realm's
 * loop.
 */
public final class Sweep<T> {
    /** What the steps of one slice weigh together: a fraction of a millisecond. */
    public static final int SLICE_WEIGHT = 256;

    private final RealmExecutor tasks;
    private final String what;
    private final List<T> items;
    private final ToIntFunction<T> step;
    private final Runnable end;
    private int position;

    /**
     * @param items not changed by anybody
     * @param step returns what it weighed, at least 1; about a microsecond each
     * @param end runs once, behind the last step
     */
    public Sweep(RealmExecutor tasks, String what, List<T> items, ToIntFunction<T> step, Runnable end) {
        this.tasks = tasks;
        this.what = what;
        this.items = items;
        this.step = step;
        this.end = end;
    }

    /**
     * Runs the first slice now, and the others behind the tasks that wait.
     *
     * @return what the first slice weighed
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
            // A step that throws costs the others nothing.
            if (position < items.size()) {
                tasks.submit(what, this::slice);
            } else {
                end.run();
            }
        }
        return weight;
    }
}
