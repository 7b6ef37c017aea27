package io.signalbox.router.dealer;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.router.session.RealmWork;
import io.signalbox.router.session.Timers;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Deadlines of calls with a timeout, in a heap. An answered call leaves the heap at once. One timer is outstanding, at or
 * before the next deadline. Confined to the realm's loop.
 */
final class CallDeadlines {
    static final int NOT_ARMED = -1;

    /** Longest timeout: ten years, so that differences of deadlines do not overflow. */
    private static final long MAX_TIMEOUT_MILLIS = TimeUnit.DAYS.toMillis(3650);

    /** Maximum number of calls that expire in one task. The next task follows at once if more calls are due. */
    static final int EXPIRE_AT_ONCE = 256;

    private final RealmWork work;
    private final Consumer<PendingCall> expire;
    private final Runnable expired;
    private PendingCall[] heap = new PendingCall[16];
    private int size;
    private boolean wakeUpIsDue;
    private long wakeUpNanos;

    /** Null before the first deadline. */
    private Timers.Timeout wakeUp;

    /**
     * @param expire takes each call whose deadline has passed, after the call was disarmed
     * @param expired runs after the calls of one task
     */
    CallDeadlines(RealmWork work, Consumer<PendingCall> expire, Runnable expired) {
        this.work = work;
        this.expire = expire;
        this.expired = expired;
    }

    /** Returns the time of the wall clock in milliseconds since the epoch. */
    long epochMillis() {
        return work.timers().epochMillis();
    }

    private long nanoTime() {
        return work.timers().nanoTime();
    }

    /** Sets or replaces the deadline of a call, {@code timeoutMillis} from now. */
    void arm(PendingCall call, long timeoutMillis) {
        disarm(call);
        long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, MAX_TIMEOUT_MILLIS));
        call.deadlineNanos = nanoTime() + timeoutNanos;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, call);
        wakeForNext();
    }

    void disarm(PendingCall call) {
        int slot = call.deadlineSlot;
        if (slot == NOT_ARMED) {
            return;
        }
        call.deadlineSlot = NOT_ARMED;
        PendingCall last = heap[--size];
        heap[size] = null;
        if (last == call) {
            return;
        }
        siftDown(slot, last);
        if (heap[slot] == last) {
            siftUp(slot, last);
        }
    }

    boolean isArmed(PendingCall call) {
        return call.deadlineSlot != NOT_ARMED;
    }

    /** Returns the time until the deadline of an armed call in milliseconds, at least 1. */
    long remainingMillis(PendingCall call) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(call.deadlineNanos - nanoTime()));
    }

    int size() {
        return size;
    }

    private void wakeUp() {
        long now = nanoTime();
        // A timer that was cancelled too late rings early. The timer that has replaced it is still due.
        if (now - wakeUpNanos >= 0) {
            wakeUpIsDue = false;
        }
        AllSteps steps = new AllSteps();
        for (int ended = 0; ended < EXPIRE_AT_ONCE && size > 0 && heap[0].deadlineNanos - now <= 0; ended++) {
            PendingCall call = heap[0];
            disarm(call);
            steps.then(() -> expire.accept(call));
        }
        steps.then(this::wakeForNext).then(expired).rethrow();
    }

    private void wakeForNext() {
        if (size == 0) {
            return;
        }
        long next = heap[0].deadlineNanos;
        if (!wakeUpIsDue || next - wakeUpNanos < 0) {
            wakeAfter(Math.max(0, next - nanoTime()));
            wakeUpIsDue = true;
            wakeUpNanos = next;
        }
    }

    private void wakeAfter(long delayNanos) {
        // The new timer precedes the cancellation: without any timer no call would time out.
        Timers.Timeout before = wakeUp;
        wakeUp = work.timers().after(delayNanos, () -> work.executor().submit("call timeout", this::wakeUp));
        if (before != null) {
            before.cancel();
        }
    }

    private void siftUp(int from, PendingCall call) {
        int slot = from;
        while (slot > 0) {
            int parent = (slot - 1) >>> 1;
            if (!isBefore(call, heap[parent])) {
                break;
            }
            place(slot, heap[parent]);
            slot = parent;
        }
        place(slot, call);
    }

    private void siftDown(int from, PendingCall call) {
        int slot = from;
        while (slot * 2 + 1 < size) {
            int child = slot * 2 + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], call)) {
                break;
            }
            place(slot, heap[child]);
            slot = child;
        }
        place(slot, call);
    }

    private void place(int slot, PendingCall call) {
        heap[slot] = call;
        call.deadlineSlot = slot;
    }

    private static boolean isBefore(PendingCall one, PendingCall other) {
        return one.deadlineNanos - other.deadlineNanos < 0;
    }
}
