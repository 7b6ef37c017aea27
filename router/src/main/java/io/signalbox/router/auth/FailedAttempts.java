package io.signalbox.router.auth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Table of failed attempts to authenticate, by method of a listener, network and authid. After {@link
 * AuthLimits#freeFailures()} failed attempts each further attempt waits: one second at first, twice as long after each
 * failure, at most {@link AuthLimits#maxDelayMillis()}. Concurrent attempts wait for each other, so that parallel connections
 * test no more secrets than one connection. Attempts for the same authid from another network, or with another method, do not
 * wait: otherwise a success with one credential would erase the failures with another.
 *
 * <p>A failure does not stop an attempt that is already being evaluated. Thread-safe.
 */
public final class FailedAttempts {
    private static final long FIRST_DELAY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AuthLimits limits;
    private final long windowNanos;
    private final long maxDelayNanos;
    private final LongSupplier nanoTime;
    private final LongAdder delayed = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final AtomicLong methods = new AtomicLong();

    /** In the order of the last failure. Guarded by this. */
    private final Map<Key, Entry> entries = new LinkedHashMap<>();

    /** @param nanoTime the clock, in nanoseconds from an arbitrary origin */
    public FailedAttempts(AuthLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        windowNanos = TimeUnit.MILLISECONDS.toNanos(limits.windowMillis());
        maxDelayNanos = TimeUnit.MILLISECONDS.toNanos(limits.maxDelayMillis());
    }

    /**
     * Key of a fixed size: half of the SHA-256 of method, network and authid, because an authid may be as long as a message.
     */
    record Key(long first, long second) {

        /** @param method the number of the method, see {@link #newMethod} */
        static Key of(long method, byte[] network, String authid) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(ByteBuffer.allocate(Long.BYTES).putLong(method).flip());
                digest.update((byte) network.length);
                digest.update(network);
                ByteBuffer bytes = ByteBuffer.wrap(digest.digest(authid.getBytes(StandardCharsets.UTF_8)));
                return new Key(bytes.getLong(), bytes.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("the JDK has no SHA-256", e);
            }
        }
    }

    private static final class Entry {
        int failures;
        long lastFailure;
        /** Time at which the next attempt is evaluated. */
        long nextAttempt;
    }

    /** Returns a number for a method of a listener or path, whose attempts count by themselves. */
    public long newMethod() {
        return methods.incrementAndGet();
    }

    /** Returns whether the next attempt has to reserve its time, even if it does not wait. */
    synchronized boolean delays(Key key) {
        Entry entry = entries.get(key);
        return entry != null && !isForgotten(entry, nanoTime.getAsLong()) && delayNanos(entry.failures) > 0;
    }

    /**
     * Returns the nanoseconds for which an attempt has to wait, and reserves the time behind it for the next one. Negative for
     * an attempt that would wait longer than the longest delay, and that is refused instead.
     */
    synchronized long reserveNanos(Key key) {
        Entry entry = entries.get(key);
        long now = nanoTime.getAsLong();
        if (entry == null || isForgotten(entry, now)) {
            return 0;
        }
        long delay = delayNanos(entry.failures);
        if (delay == 0) {
            return 0;
        }
        long wait = Math.max(0, entry.nextAttempt - now);
        if (wait > maxDelayNanos) {
            refused.increment();
            return -1;
        }
        entry.nextAttempt = now + wait + delay;
        if (wait > 0) {
            delayed.increment();
        }
        return wait;
    }

    /** Records a failed attempt. Returns whether the following attempts wait from now on. */
    synchronized boolean failed(Key key) {
        long now = nanoTime.getAsLong();
        Entry entry = entries.remove(key);
        if (entry == null || isForgotten(entry, now)) {
            entry = new Entry();
            entry.nextAttempt = now;
        }
        entry.failures++;
        entry.lastFailure = now;
        long next = now + delayNanos(entry.failures);
        if (next - entry.nextAttempt > 0) {
            entry.nextAttempt = next;
        }
        entries.put(key, entry);
        forgetOldest(now);
        return entry.failures == limits.freeFailures() && maxDelayNanos > 0;
    }

    /** Removes the failed attempts, after a successful attempt. */
    synchronized void succeeded(Key key) {
        entries.remove(key);
    }

    /** Returns the number of attempts that have waited. */
    public long delayed() {
        return delayed.sum();
    }

    /** Returns the number of attempts that have been refused without an evaluation. */
    public long refused() {
        return refused.sum();
    }

    /** Returns the number of entries that have been removed because of the limit, before their time. */
    public long forgotten() {
        return forgotten.sum();
    }

    /** Returns the number of remembered pairs of network and authid, over all methods. */
    public synchronized int size() {
        return entries.size();
    }

    private boolean isForgotten(Entry entry, long now) {
        return now - entry.lastFailure >= windowNanos && now - entry.nextAttempt >= 0;
    }

    /** Returns the delay of an attempt after a number of failed ones. */
    private long delayNanos(int failures) {
        int further = failures - limits.freeFailures();
        if (further < 0 || maxDelayNanos == 0) {
            return 0;
        }
        return Math.min(maxDelayNanos, FIRST_DELAY_NANOS << Math.min(further, 30));
    }

    /** Removes at most two expired entries, so that the table shrinks, and the oldest entry above the limit. */
    private void forgetOldest(long now) {
        var oldest = entries.values().iterator();
        for (int i = 0; i < 2 && oldest.hasNext(); i++) {
            boolean isOver = isForgotten(oldest.next(), now);
            if (!isOver && entries.size() <= limits.maxEntries()) {
                return;
            }
            if (!isOver) {
                forgotten.increment();
            }
            oldest.remove();
        }
    }
}
