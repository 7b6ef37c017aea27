package io.signalbox.router.dealer;

/**
 * The calls that wait until a callee of one registration has room, in the order in which they came. Confined to the
 * realm's loop.
 *
 * <p>Calls to other registrations overtake them, although the callee may be the same (spec: Ordering
 * Guarantees): a call that the call which occupies the callee depends on, such as for its input, would wait for ever.
 */
final class CallQueue {
    private final int limit;
    private int size;
    private PendingCall first;
    private PendingCall last;

    /** Whether callees may have room for calls that were not looked at since. */
    private boolean isServing;

    /** The oldest call that was not looked at; null when there is none. */
    private PendingCall next;

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
        call.earlier = last;
        if (last == null) {
            first = call;
        } else {
            last.later = call;
        }
        last = call;
        size++;
        if (isServing && next == null) {
            next = call;
        }
    }

    /** Removes a call unless it was removed before. */
    void remove(PendingCall call) {
        if (call != first && call.earlier == null) {
            return;
        }
        if (call == next) {
            next = call.later;
        }
        if (call.earlier == null) {
            first = call.later;
        } else {
            call.earlier.later = call.later;
        }
        if (call.later == null) {
            last = call.earlier;
        } else {
            call.later.earlier = call.earlier;
        }
        call.earlier = null;
        call.later = null;
        size--;
    }

    /** Removes and returns the oldest call; null when there is none. */
    PendingCall poll() {
        PendingCall oldest = first;
        if (oldest != null) {
            remove(oldest);
        }
        return oldest;
    }

    /**
     * A callee may have room: all calls are to be looked at, the oldest first, so that none overtakes another one of its
     * caller.
     *
     * @return whether this was not going on already
     */
    boolean beginServing() {
        boolean begins = !isServing;
        isServing = true;
        next = first;
        return begins;
    }

    /** Nobody has room, or all calls were looked at. */
    void endServing() {
        isServing = false;
        next = null;
    }

    /** Whether calls are being served, maybe in several tasks. */
    boolean isServing() {
        return isServing;
    }

    /** The next call to look at, which stays in the queue; null when all were looked at. */
    PendingCall nextToServe() {
        PendingCall call = next;
        if (call != null) {
            next = call.later;
        }
        return call;
    }

    /** Whether a call is left to be looked at. */
    boolean hasNextToServe() {
        return next != null;
    }
}
