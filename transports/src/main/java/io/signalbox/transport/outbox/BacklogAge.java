package io.signalbox.transport.outbox;

/**
 * Finds out whether the oldest frame of an outbox waits for too long, without a time stamp in any frame: notes now and
 * then how far the outbox was filled, and looks later whether all of that has been taken. Confined to one watch.
 *
 * <p>It answers late by an eighth of the time and by one round of the watch at the most.
 */
public final class BacklogAge {
    private static final int MARKS = 8;

    // A ring: the number of frames that had been appended at a time, oldest mark first.
    private final long[] appended = new long[MARKS];
    private final long[] nanos = new long[MARKS];
    private int first;
    private int count;

    /** Looks at the outbox now; true when something in it waits for {@code maxNanos} or longer. */
    public boolean isOverdue(Outbox outbox, long nowNanos, long maxNanos) {
        long taken = outbox.takenFrames();
        while (count > 0 && taken >= appended[first]) {
            first = (first + 1) % MARKS;
            count--;
        }
        if (count > 0 && nowNanos - nanos[first] >= maxNanos) {
            return true;
        }
        int last = (first + count - 1 + MARKS) % MARKS;
        if (count == 0 || (count < MARKS && nowNanos - nanos[last] >= maxNanos / MARKS)) {
            mark(outbox.appendedFrames(), taken, nowNanos);
        }
        return false;
    }

    private void mark(long appendedNow, long taken, long nowNanos) {
        if (appendedNow > taken) {
            int next = (first + count++) % MARKS;
            appended[next] = appendedNow;
            nanos[next] = nowNanos;
        }
    }
}
