package io.signalbox.router.dealer;

import io.signalbox.router.session.RealmCounters;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The invocations that go on after their calls have ended for the callers, each until its callee answers or leaves.
 * The limit of a caller bounds those of a caller that stays. Those of callers that have left are kept only where they
 * occupy the concurrency of a registration, up to a number for each callee. Confined to the realm's loop.
 */
final class EndedInvocations {
    private final int maxOfGoneCallers;
    private final RealmCounters counters;
    private int size;

    /** @param maxOfGoneCallers how many invocations of callers that have left are kept for one callee */
    EndedInvocations(int maxOfGoneCallers, RealmCounters counters) {
        this.maxOfGoneCallers = maxOfGoneCallers;
        this.counters = counters;
    }

    /** How many there are, of all callees. */
    int size() {
        return size;
    }

    void add(PendingCall call) {
        Participant caller = call.caller();
        Participant callee = call.callee().participant();
        EndedInvocation ended = new EndedInvocation(call.invocation(), call.callee(), caller);
        callee.endedInvocations.put(ended.invocation(), ended);
        caller.endedCalls.computeIfAbsent(callee, any -> new LinkedHashSet<>()).add(ended);
        caller.endedCallCount++;
        size++;
    }

    /** How many ended calls of this caller the callee works on. */
    static int between(Participant caller, Participant callee) {
        if (caller.endedCallCount == 0) {
            return 0;
        }
        Set<EndedInvocation> between = caller.endedCalls.get(callee);
        return between == null ? 0 : between.size();
    }

    /** Removes an invocation that its callee does not work on any more; null when this is none. */
    EndedInvocation remove(Participant callee, long invocation) {
        EndedInvocation ended = callee.endedInvocations.remove(invocation);
        if (ended == null) {
            return null;
        }
        size--;
        Participant caller = ended.caller();
        if (caller == null) {
            callee.endedOfGoneCallers.remove(ended);
            return ended;
        }
        detach(caller, ended);
        return ended;
    }

    /**
     * Detaches a caller that leaves from its oldest ended call; it has one.
     *
     * @return an invocation that is not kept, although its callee may work on; null when there is none
     */
    EndedInvocation callerGone(Participant caller) {
        EndedInvocation ended = caller.endedCalls.firstEntry().getValue().getFirst();
        detach(caller, ended);
        ended.callerGone();
        Participant callee = ended.callee().participant();
        callee.endedOfGoneCallers.add(ended);
        if (!ended.callee().isLimited()) {
            return remove(callee, ended.invocation());
        }
        if (callee.endedOfGoneCallers.size() <= maxOfGoneCallers) {
            return null;
        }
        counters.forgottenInvocations++;
        return remove(callee, callee.endedOfGoneCallers.getFirst().invocation());
    }

    private static void detach(Participant caller, EndedInvocation ended) {
        Participant callee = ended.callee().participant();
        Set<EndedInvocation> between = caller.endedCalls.get(callee);
        between.remove(ended);
        if (between.isEmpty()) {
            caller.endedCalls.remove(callee);
        }
        caller.endedCallCount--;
    }
}
