package io.signalbox.router.dealer;

import io.signalbox.router.session.RealmCounters;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Invocations in the state {@link InvocationState#ENDED_FOR_CALLER}, until the callee answers or leaves. The limit of the
 * caller bounds the invocations of callers that stay. Invocations of callers that have left are kept only if they count
 * against the concurrency of a registration, up to a number per callee. Confined to the realm's loop.
 */
final class EndedInvocations {
    private final int maxOfGoneCallers;
    private final RealmCounters counters;
    private int size;

    /** An ended invocation, without payload and options. */
    static final class Entry {
        private final long invocation;
        private final Callee callee;

        /** Null after the caller has left. */
        private Participant caller;

        private Entry(long invocation, Callee callee, Participant caller) {
            this.invocation = invocation;
            this.callee = callee;
            this.caller = caller;
        }

        long invocation() {
            return invocation;
        }

        Callee callee() {
            return callee;
        }

        /** Returns null after the caller has left. */
        Participant caller() {
            return caller;
        }
    }

    /** @param maxOfGoneCallers maximum number of invocations per callee whose callers have left */
    EndedInvocations(int maxOfGoneCallers, RealmCounters counters) {
        this.maxOfGoneCallers = maxOfGoneCallers;
        this.counters = counters;
    }

    /** Returns the number of invocations of all callees. */
    int size() {
        return size;
    }

    void add(PendingCall call) {
        Participant caller = call.caller();
        Participant callee = call.callee().participant();
        Entry ended = new Entry(call.invocation(), call.callee(), caller);
        callee.endedInvocations.put(ended.invocation, ended);
        caller.endedCalls.computeIfAbsent(callee, any -> new LinkedHashSet<>()).add(ended);
        caller.endedCallCount++;
        size++;
    }

    /** Returns the number of ended calls of this caller that the callee works on. */
    static int between(Participant caller, Participant callee) {
        if (caller.endedCallCount == 0) {
            return 0;
        }
        Set<Entry> between = caller.endedCalls.get(callee);
        return between == null ? 0 : between.size();
    }

    /** Removes an invocation that the callee has finished. Returns null if there is no such ended invocation. */
    Entry remove(Participant callee, long invocation) {
        Entry ended = callee.endedInvocations.remove(invocation);
        if (ended == null) {
            return null;
        }
        size--;
        if (ended.caller == null) {
            callee.endedOfGoneCallers.remove(ended);
        } else {
            detach(ended);
        }
        return ended;
    }

    /**
     * Detaches a leaving caller from its oldest ended call.
     *
     * @param caller has at least one ended call
     * @return an invocation that is no longer kept although the callee may work on it; null if there is none
     */
    Entry callerGone(Participant caller) {
        Entry ended = caller.endedCalls.firstEntry().getValue().getFirst();
        detach(ended);
        ended.caller = null;
        Participant callee = ended.callee.participant();
        callee.endedOfGoneCallers.add(ended);
        if (!ended.callee.isLimited()) {
            return remove(callee, ended.invocation);
        }
        if (callee.endedOfGoneCallers.size() <= maxOfGoneCallers) {
            return null;
        }
        counters.forgottenInvocations++;
        return remove(callee, callee.endedOfGoneCallers.getFirst().invocation);
    }

    private static void detach(Entry ended) {
        Participant caller = ended.caller;
        Participant callee = ended.callee.participant();
        Set<Entry> between = caller.endedCalls.get(callee);
        between.remove(ended);
        if (between.isEmpty()) {
            caller.endedCalls.remove(callee);
        }
        caller.endedCallCount--;
    }
}
