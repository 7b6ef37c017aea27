package io.signalbox.transport;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Rate of one kind of log line that peers cause: one line in ten seconds, which tells how many were left out. Thread-safe.
 */
public final class LogEpisode {
    private static final long EPISODE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoClock;
    private final AtomicLong nextNanos;
    private final AtomicLong unlogged = new AtomicLong();

    public LogEpisode(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        nextNanos = new AtomicLong(nanoClock.getAsLong());
    }

    /** Returns how many lines were left out since the last one, or empty where this one is left out too. */
    public OptionalLong next() {
        long nowNanos = nanoClock.getAsLong();
        long dueNanos = nextNanos.get();
        if (nowNanos - dueNanos < 0 || !nextNanos.compareAndSet(dueNanos, nowNanos + EPISODE_NANOS)) {
            unlogged.incrementAndGet();
            return OptionalLong.empty();
        }
        return OptionalLong.of(unlogged.getAndSet(0));
    }
}
