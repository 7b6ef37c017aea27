package io.signalbox.router.realm;

import io.signalbox.router.session.Timers;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Clock that a test advances. Due timers run at once. Other threads may start and cancel timers. */
public final class ManualTimers implements Timers {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private volatile long nowNanos = 1_000_000_000L;

    private record Entry(long atNanos, Runnable task) {}

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public long epochMillis() {
        return nowNanos / 1_000_000;
    }

    @Override
    public Timeout after(long delayNanos, Runnable task) {
        Entry entry = new Entry(nowNanos + delayNanos, task);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    public void advance(Duration by) {
        nowNanos += by.toNanos();
        List<Entry> due = entries.stream()
                .filter(entry -> entry.atNanos <= nowNanos)
                .sorted(Comparator.comparingLong(Entry::atNanos))
                .toList();
        for (Entry entry : due) {
            if (entries.remove(entry)) {
                entry.task.run();
            }
        }
    }

    public int waiting() {
        return entries.size();
    }
}
