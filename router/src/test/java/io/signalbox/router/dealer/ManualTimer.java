package io.signalbox.router.dealer;

import io.signalbox.router.session.Timers;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/** Clock that a test advances. Due timers run at once, in order. */
final class ManualTimer implements Timers {
    private final Queue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atNanos).thenComparingLong(Entry::number));
    private long nowNanos;
    private long lastNumber;

    /** Whether a timer runs at present. */
    boolean isRinging;

    private record Entry(long atNanos, long number, Runnable task) {}

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
        Entry entry = new Entry(nowNanos + delayNanos, ++lastNumber, task);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void advanceMillis(long millis) {
        long end = nowNanos + millis * 1_000_000;
        while (!entries.isEmpty() && entries.peek().atNanos <= end) {
            Entry entry = entries.poll();
            nowNanos = Math.max(nowNanos, entry.atNanos);
            isRinging = true;
            try {
                entry.task.run();
            } finally {
                isRinging = false;
            }
        }
        nowNanos = end;
    }

    boolean isIdle() {
        return entries.isEmpty();
    }
}
