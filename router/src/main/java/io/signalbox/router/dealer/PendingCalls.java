package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.protocol.message.Footprint;
import io.signalbox.router.session.HeldBudget;
import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RealmCounters;
import io.signalbox.router.session.ResultRules;
import io.signalbox.router.session.SessionLimits;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;

/**
 * The calls without a final answer, by caller request and by invocation, and what they occupy. Confined to the realm's
 * loop.
 */
final class PendingCalls {
    private final long maxHeldBytes;
    private final HeldBudget budget;
    private final CallDeadlines deadlines;
    private final CallerPauses pauses;
    private final EndedInvocations ended;

    /** Registrations whose waiting calls are to be served, each once; empty but within a task and between its slices. */
    private final Queue<Registration> withRoom = new ArrayDeque<>();

    PendingCalls(
            SessionLimits limits,
            HeldBudget budget,
            CallDeadlines deadlines,
            CallerPauses pauses,
            RealmCounters counters) {
        this.budget = budget;
        this.deadlines = deadlines;
        this.pauses = pauses;
        ended = new EndedInvocations(limits.maxPendingCallsPerCallee(), counters);
        maxHeldBytes = limits.maxHeldCallBytes();
    }

    /** The wall clock's time in milliseconds since the epoch. */
    long epochMillis() {
        return deadlines.epochMillis();
    }

    /** Whether the caller has more bytes kept for it than it may. */
    boolean holdsTooMuch(Participant caller) {
        return caller.heldBytes > maxHeldBytes;
    }

    /** A new call that has its callee. */
    void add(PendingCall call) {
        call.caller().calls.put(call.request(), call);
        invoke(call);
    }

    /** The call has got a callee, which may be another one than before. Its timeout goes on. */
    void invoke(PendingCall call) {
        Participant caller = call.caller();
        Callee callee = call.callee();
        if (call.inputOpen && call.terms().carriesPassthru()) {
            call.termsBytes = Footprint.of(call.terms().details());
            charge(caller, call.termsBytes);
        }
        callee.participant().invocations.put(call.invocation(), call);
        callee.begins();
        ResultRules rules = callee.session().resultRules();
        if (rules != null) {
            rules.invoked(call.invocation(), call.terms().procedure());
        }
        long timeoutMillis = call.terms().timeoutMillis();
        if (timeoutMillis == 0) {
            deadlines.disarm(call);
        } else if (!deadlines.isArmed(call)) {
            deadlines.arm(call, timeoutMillis);
        }
        // A session that calls itself is never paused: nobody else could answer its calls.
        if (!call.isToSelf()) {
            pauses.pauseAtBounds(caller, callee.participant());
        }
    }

    /**
     * A new call that waits for a callee, in the queue of its registration.
     *
     * @param timeoutMillis counts from now on; 0 for none
     */
    void addWaiting(PendingCall call, long timeoutMillis) {
        call.caller().calls.put(call.request(), call);
        call.held.registration().queue().add(call);
        if (timeoutMillis > 0) {
            deadlines.arm(call, timeoutMillis);
        }
        // As above: who may have to answer its own calls is read on.
        if (call.caller().registrations.get(call.held.registration().id()) == null) {
            pauses.pauseAtBounds(call.caller(), null);
        }
    }

    /** What is left of the timeout of a call; all of it where the dealer did not keep it. */
    long remainingMillis(PendingCall call, long timeoutMillis) {
        return deadlines.isArmed(call) ? deadlines.remainingMillis(call) : timeoutMillis;
    }

    /** The call has shown progress: its timeout starts anew (spec: Call Timeout), and no other callee can take it. */
    void progressed(PendingCall call) {
        call.isBound = true;
        drop(call);
        if (call.terms().timeoutMillis() > 0) {
            deadlines.arm(call, call.terms().timeoutMillis());
        }
    }

    /**
     * Keeps what it takes to invoke another callee.
     *
     * @return false when the caller, or the node, has as many bytes kept as it may
     */
    boolean hold(PendingCall call, HeldCall held) {
        Participant caller = call.caller();
        if (caller.heldBytes + held.sizeBytes() > maxHeldBytes || !budget.tryReserve(held.sizeBytes())) {
            return false;
        }
        caller.heldBytes += held.sizeBytes();
        call.held = held;
        return true;
    }

    /**
     * Keeps a further chunk of a call that waits.
     *
     * @return false when the caller, or the node, has more bytes kept than it may, with this chunk
     */
    boolean holdChunk(PendingCall call, Call chunk) {
        Participant caller = call.caller();
        boolean hasRoom = charge(caller, call.held.add(chunk));
        return hasRoom && caller.heldBytes <= maxHeldBytes;
    }

    /** Charges what is kept already; false when the node keeps more than it may. */
    private boolean charge(Participant caller, long bytes) {
        caller.heldBytes += bytes;
        return budget.reserve(bytes);
    }

    private void release(Participant caller, long bytes) {
        caller.heldBytes -= bytes;
        budget.release(bytes);
    }

    /** Forgets what {@link #hold} keeps. */
    void drop(PendingCall call) {
        if (call.held != null) {
            release(call.caller(), call.held.sizeBytes());
            call.held = null;
        }
    }

    /** The callee has got all there is of the call: what the terms tell of its payload is of no use any more. */
    void sentLast(PendingCall call) {
        if (call.terms().carriesPassthru()) {
            dropTerms(call);
            call.forgetDetails();
        }
    }

    private void dropTerms(PendingCall call) {
        if (call.termsBytes > 0) {
            release(call.caller(), call.termsBytes);
            call.termsBytes = 0;
        }
    }

    /**
     * Forgets a call that is about to get its final answer, or that nobody waits for any more. A callee that works on stays
     * occupied.
     */
    void end(PendingCall call) {
        Participant caller = call.caller();
        caller.calls.remove(call.request());
        if (call.inputOpen) {
            caller.abandonedInputs.add(call.request(), call.procedure());
        }
        if (call.isWaiting()) {
            call.held.registration().queue().remove(call);
            call.leftByCaller();
        } else {
            call.leftByCaller();
            leaveCallee(call);
        }
        drop(call);
        deadlines.disarm(call);
        pauses.resumeOwn(caller);
    }

    /** Forgets a call that no callee works on: the callee has answered or left, or never got the invocation. */
    void finish(PendingCall call) {
        call.leftByCallee();
        end(call);
    }

    /** The callee has no pending invocation of this call any more; unless it works on, its room is for others. */
    private void leaveCallee(PendingCall call) {
        dropTerms(call);
        Participant callee = call.callee().participant();
        if (callee.invocations.remove(call.invocation()) == null) {
            // The call failed before it came to this callee.
            return;
        }
        ResultRules rules = callee.session().resultRules();
        if (rules != null) {
            rules.ended(call.invocation());
        }
        if (call.state() == InvocationState.ENDED_FOR_CALLER) {
            ended.add(call);
        } else {
            makeRoom(call.callee());
        }
        pauses.resumeCallersOf(callee);
    }

    /** The callee has answered that another one is to take the call. */
    void release(PendingCall call) {
        call.leftByCallee();
        leaveCallee(call);
    }

    /** The callee does not work on this invocation any more, which may be one whose call has ended for its caller. */
    void finishEnded(Participant callee, long invocation) {
        EndedInvocation finished = ended.remove(callee, invocation);
        if (finished == null) {
            return;
        }
        makeRoom(finished.callee());
        if (finished.caller() != null) {
            pauses.resume(finished.caller(), callee);
        }
    }

    /** The callee leaves and has no pending calls: what its callers have ended does not count for them any more. */
    Leaving calleeLeaving(Participant callee) {
        return new Leaving() {
            /** Null until the pending calls, which may become ended ones meanwhile, are gone. */
            private Iterator<EndedInvocation> left;

            @Override
            public int advance(int budget) {
                if (left == null) {
                    left = callee.endedInvocations.draining();
                }
                int rest = budget;
                while (rest > 0 && left.hasNext()) {
                    rest--;
                    finishEnded(callee, left.next().invocation());
                }
                return rest;
            }
        };
    }

    /** The caller leaves, and its calls have ended. */
    Leaving callerLeaving(Participant caller) {
        return budget -> {
            int rest = budget;
            while (rest > 0 && caller.endedCallCount > 0) {
                rest--;
                EndedInvocation forgotten = ended.callerGone(caller);
                if (forgotten != null) {
                    makeRoom(forgotten.callee());
                }
            }
            return rest;
        };
    }

    /** How many invocations go on without their callers. */
    int endedInvocations() {
        return ended.size();
    }

    private void makeRoom(Callee callee) {
        callee.ends();
        if (callee.registration().hasWaitingCalls()) {
            hasRoom(callee.registration());
        }
    }

    /** The registration, which has waiting calls, may have got room for them: the oldest is the next to be served. */
    void hasRoom(Registration registration) {
        if (registration.queue().beginServing()) {
            withRoom.add(registration);
        }
    }

    /** The next registration whose calls are to be served; null when there is none. */
    Registration nextWithRoom() {
        return withRoom.poll();
    }

    /** The rest of its waiting calls is served behind those of other registrations. */
    void serveLater(Registration registration) {
        withRoom.add(registration);
    }

    boolean hasCallsToServe() {
        return !withRoom.isEmpty();
    }
}
