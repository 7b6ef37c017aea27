package io.signalbox.router.dealer;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The calls that wait until a callee of one registration has room, in the order in which they came. Confined to the
 * realm's loop.
 *
 * <p>Calls to other registrations overtake them, although the callee may be the same (spec: Ordering Guarantees; checklist
 * C9): a call that the one which occupies the callee depends on, such as for its input, would wait for ever.
 */
final class CallQueue implements Iterable<PendingCall> {
    private final int limit;
    private final Set<PendingCall> calls = new LinkedHashSet<>();

    CallQueue(int limit) {
        this.limit = limit;
    }

    boolean isFull() {
        return calls.size() >= limit;
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    void add(PendingCall call) {
        calls.add(call);
    }

    void remove(PendingCall call) {
        calls.remove(call);
    }

    /** Oldest first; the iterator can remove. */
    @Override
    public Iterator<PendingCall> iterator() {
        return calls.iterator();
    }

    /** A copy that later changes do not touch, oldest first. */
    List<PendingCall> all() {
        return List.copyOf(calls);
    }
}
