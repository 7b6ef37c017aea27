package io.signalbox.router.dealer;

import java.util.ArrayList;
import java.util.List;

/**
 * Calls that wait until a callee of one registration has room, oldest first. Confined to the realm's loop.
 *
 * <p>A call to another registration overtakes the waiting calls even if the callee is the same, unlike in the
 * specification (spec: Ordering Guarantees). A call that the running call depends on, such as for its input, would wait
 * for ever otherwise.
 */
final class CallQueue {
    private final int limit;
    private final List<Cursor> cursors = new ArrayList<>(1);
    private int size;
    private long lastPlace;
    private PendingCall first;
    private PendingCall last;

    /** Whether the registration is among those whose queues are to be served. */
    private boolean isServing;

    /** Calls that may have lost the last callee that may serve their procedure. */
    private Cursor unchecked;

    /** A reader of the queue, which passes each call once. */
    static final class Cursor {
        private PendingCall next;

        private Cursor(PendingCall next) {
            this.next = next;
        }

        /** Returns the first call that the reader has not passed; null at the end of the queue. */
        PendingCall next() {
            return next;
        }

        /** Passes the next call, which stays in the queue. */
        void pass() {
            next = next.held.later;
        }

        /** Returns whether the next call of this reader precedes the next call of the other reader. */
        boolean precedes(Cursor other) {
            return next.held.place < other.next.held.place;
        }
    }

    /** @param limit maximum number of waiting calls, from 1 */
    CallQueue(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return size >= limit;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(PendingCall call) {
        call.held.place = ++lastPlace;
        call.held.earlier = last;
        if (last == null) {
            first = call;
        } else {
            last.held.later = call;
        }
        last = call;
        size++;
        for (int i = 0; i < cursors.size(); i++) {
            Cursor cursor = cursors.get(i);
            if (cursor.next == null) {
                cursor.next = call;
            }
        }
    }

    /** Removes a call. Has no effect on a call that is not in the queue. */
    void remove(PendingCall call) {
        if (call != first && (call.held == null || call.held.earlier == null)) {
            return;
        }
        for (int i = 0; i < cursors.size(); i++) {
            passIfNext(cursors.get(i), call);
        }
        if (unchecked != null) {
            passIfNext(unchecked, call);
        }
        HeldCall held = call.held;
        if (held.earlier == null) {
            first = held.later;
        } else {
            held.earlier.held.later = held.later;
        }
        if (held.later == null) {
            last = held.earlier;
        } else {
            held.later.held.earlier = held.earlier;
        }
        held.earlier = null;
        held.later = null;
        size--;
    }

    private static void passIfNext(Cursor cursor, PendingCall call) {
        if (cursor.next == call) {
            cursor.pass();
        }
    }

    /** Removes and returns the oldest call; null if the queue is empty. */
    PendingCall poll() {
        PendingCall oldest = first;
        if (oldest != null) {
            remove(oldest);
        }
        return oldest;
    }

    /** Returns a reader that begins with the oldest call and also reads the calls that come later. */
    Cursor open() {
        Cursor cursor = new Cursor(first);
        cursors.add(cursor);
        return cursor;
    }

    void close(Cursor cursor) {
        cursors.remove(cursor);
    }

    /** Demands that each waiting call is checked for a callee that may serve its procedure. */
    void uncheckAll() {
        unchecked = new Cursor(first);
    }

    /** Returns the reader of the calls to be checked; null if there are none. */
    Cursor unchecked() {
        if (unchecked != null && unchecked.next == null) {
            unchecked = null;
        }
        return unchecked;
    }

    /**
     * Notes that the queue is to be served.
     *
     * @return false if this was noted before
     */
    boolean beginServing() {
        boolean begins = !isServing;
        isServing = true;
        return begins;
    }

    void endServing() {
        isServing = false;
    }

    /** Returns whether the queue is being served, possibly in several tasks. A new call goes behind it meanwhile. */
    boolean isServing() {
        return isServing;
    }
}
