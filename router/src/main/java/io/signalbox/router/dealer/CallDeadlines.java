package io.signalbox.router.dealer;

import io.signalbox.protocol.connection.AllSteps;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The calls with a timeout, in a heap by deadline, so that an answered call leaves at once and a far deadline pins no
 * memory. One wake-up is outstanding, at or before the next deadline. Confined to the realm's loop.
 */
final class CallDeadlines {
    static final int NOT_ARMED = -1;

    /** Ten years: keeps the difference of two deadlines far from overflow, whatever a client asks for. */
    private static final long MAX_TIMEOUT_MILLIS = TimeUnit.DAYS.toMillis(3650);

    /** More that are due at the same time wait for the next wake-up, which is due at once. */
    private static final int EXPIRE_AT_ONCE = 256;

    private final CallTimer timer;
    private final Consumer<PendingCall> expired;
    private PendingCall[] heap = new PendingCall[16];
    private int size;
    private boolean wakeUpIsDue;
    private long wakeUpNanos;

    /** @param expired takes each call whose deadline has passed, after it was disarmed */
    CallDeadlines(CallTimer timer, Consumer<PendingCall> expired) {
        this.timer = timer;
        this.expired = expired;
    }

    /** The wall clock's time in milliseconds since the epoch. */
    long epochMillis() {
        return timer.epochMillis();
    }

    /** Sets the deadline of a call from now on, whether it had one before or not. */
    void arm(PendingCall call, long timeoutMillis) {
        disarm(call);
        long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(Math.min(timeoutMillis, MAX_TIMEOUT_MILLIS));
        call.deadlineNanos = timer.nanoTime() + timeoutNanos;
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

    /** What is left until the deadline of an armed call, at least 1. */
    long remainingMillis(PendingCall call) {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(call.deadlineNanos - timer.nanoTime()));
    }

    int size() {
        return size;
    }

    private void wakeUp() {
        long now = timer.nanoTime();
        // A wake-up that was replaced too late to be stopped comes early; the one that replaced it is still due then.
        if (now - wakeUpNanos >= 0) {
            wakeUpIsDue = false;
        }
        AllSteps steps = new AllSteps();
        for (int ended = 0; ended < EXPIRE_AT_ONCE && size > 0 && heap[0].deadlineNanos - now <= 0; ended++) {
            PendingCall call = heap[0];
            disarm(call);
            steps.then(() -> expired.accept(call));
        }
        steps.then(this::wakeForNext).rethrow();
    }

    private void wakeForNext() {
        if (size == 0) {
            return;
        }
        long next = heap[0].deadlineNanos;
        if (!wakeUpIsDue || next - wakeUpNanos < 0) {
            timer.wakeAfter(Math.max(0, next - timer.nanoTime()), this::wakeUp);
            wakeUpIsDue = true;
            wakeUpNanos = next;
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
