package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.util.ArrayList;
import java.util.List;

/**
 * Timeouts of one length. They end in the order in which they begin, so one timer serves them all: one for each would
 * take longer than the handshake that it watches. Any thread may use it.
 */
final class EqualTimeouts {
    private final Timers timers;
    private final long lengthNanos;

    // In the order of their ends.
    private Entry first;
    private Entry last;

    /** Whether the timer is on its way. */
    private boolean armed;

    EqualTimeouts(Timers timers, long lengthNanos) {
        this.timers = timers;
        this.lengthNanos = lengthNanos;
    }

    /** Runs the task when the time is over, on the timer's thread, unless it is called off before. */
    Timers.Timeout begin(Runnable task) {
        Entry entry = new Entry(task, timers.nanoTime() + lengthNanos);
        boolean arms;
        synchronized (this) {
            append(entry);
            arms = !armed;
            armed = true;
        }
        if (arms) {
            timers.after(lengthNanos, this::ring);
        }
        return entry;
    }

    private void ring() {
        List<Runnable> due = new ArrayList<>();
        long nowNanos = timers.nanoTime();
        long nextNanos = 0;
        synchronized (this) {
            while (first != null && first.endNanos - nowNanos <= 0) {
                due.add(first.task);
                remove(first);
            }
            armed = first != null;
            if (armed) {
                nextNanos = first.endNanos - nowNanos;
            }
        }
        if (nextNanos > 0) {
            timers.after(nextNanos, this::ring);
        }
        for (Runnable task : due) {
            task.run();
        }
    }

    private void append(Entry entry) {
        entry.before = last;
        if (last == null) {
            first = entry;
        } else {
            last.behind = entry;
        }
        last = entry;
        entry.waiting = true;
    }

    private void remove(Entry entry) {
        entry.waiting = false;
        if (entry.before == null) {
            first = entry.behind;
        } else {
            entry.before.behind = entry.behind;
        }
        if (entry.behind == null) {
            last = entry.before;
        } else {
            entry.behind.before = entry.before;
        }
    }

    private final class Entry implements Timers.Timeout {
        private final Runnable task;
        private final long endNanos;
        private Entry before;
        private Entry behind;
        private boolean waiting;

        Entry(Runnable task, long endNanos) {
            this.task = task;
            this.endNanos = endNanos;
        }

        @Override
        public void cancel() {
            synchronized (EqualTimeouts.this) {
                if (waiting) {
                    remove(this);
                }
            }
        }
    }
}
