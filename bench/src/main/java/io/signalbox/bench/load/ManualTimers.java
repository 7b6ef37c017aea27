package io.signalbox.bench.load;

import io.signalbox.router.session.Timers;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Timers whose time a program advances. Confined to one thread. */
final class ManualTimers implements Timers {
    private record Key(long atNanos, long number) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int order = Long.compare(atNanos, other.atNanos);
            return order != 0 ? order : Long.compare(number, other.number);
        }
    }

    private final TreeMap<Key, Runnable> waiting = new TreeMap<>();
    private long nowNanos = 1_000_000_000L;
    private long number;

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
        Key key = new Key(nowNanos + delayNanos, number++);
        waiting.put(key, task);
        return () -> waiting.remove(key);
    }

    void advanceMillis(long millis) {
        nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
        Map.Entry<Key, Runnable> next = waiting.firstEntry();
        while (next != null && next.getKey().atNanos() <= nowNanos) {
            waiting.pollFirstEntry();
            next.getValue().run();
            next = waiting.firstEntry();
        }
    }
}
