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
 * Calls without a final answer, by caller request and by invocation, and what they occupy: memory, timers, and room at
 * callees. Confined to the realm's loop.
 */
final class PendingCalls {
    private final long maxHeldBytes;
    private final HeldBudget budget;
    private final CallDeadlines deadlines;
    private final CallerPauses pauses;
    private final EndedInvocations ended;

    /** Registrations whose queues are to be served, each once. Empty between two events, except between two slices. */
    private final Queue<Registration> toServe = new ArrayDeque<>();

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

    /** Returns whether more memory is held for the caller than permitted. The number of the router's own calls is limited. */
    boolean holdsTooMuch(Participant caller) {
        return exceeds(caller, 0);
    }

    private boolean exceeds(Participant caller, long moreBytes) {
        return caller.heldBytes + moreBytes > maxHeldBytes && !caller.session().isInternal();
    }

    /** Adds a new call that has a callee. */
    void add(PendingCall call) {
        call.caller().calls.put(call.request(), call);
        invoke(call);
    }

    /** Notes the callee of a call, which may be another one than before. A running timeout continues. */
    void invoke(PendingCall call) {
        Participant caller = call.caller();
        Callee callee = call.callee();
        if (call.inputOpen && call.terms().carriesEntriesOfCaller()) {
            call.areTermsCharged = true;
            charge(caller, Footprint.of(call.terms().details()));
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
            pauses.pauseAtLimits(caller, callee.participant());
        }
    }

    /**
     * Adds a new call to the queue of its registration.
     *
     * @param timeoutMillis time until the call expires; 0 for none
     */
    void addWaiting(PendingCall call, long timeoutMillis) {
        call.caller().calls.put(call.request(), call);
        call.held.registration().queue().add(call);
        if (timeoutMillis > 0) {
            deadlines.arm(call, timeoutMillis);
        }
        // A session that possibly has to answer its own calls is never paused.
        if (call.caller().registrations.get(call.held.registration().id()) == null) {
            pauses.pauseAtLimits(call.caller(), null);
        }
    }

    /** Returns the rest of the timeout of a call; the whole timeout if the dealer has not monitored it. */
    long remainingMillis(PendingCall call, long timeoutMillis) {
        return deadlines.isArmed(call) ? deadlines.remainingMillis(call) : timeoutMillis;
    }

    /** Notes progress: the timeout starts anew (spec: Call Timeouts), and no other callee can take the call. */
    void progressed(PendingCall call) {
        call.isBound = true;
        drop(call);
        if (call.terms().timeoutMillis() > 0) {
            deadlines.arm(call, call.terms().timeoutMillis());
        }
    }

    /**
     * Holds a call, so that another callee can be invoked.
     *
     * @return false if the memory of the caller or of the node is exhausted
     */
    boolean hold(PendingCall call, HeldCall held) {
        Participant caller = call.caller();
        if (exceeds(caller, held.sizeBytes()) || !budget.tryReserve(held.sizeBytes())) {
            return false;
        }
        caller.heldBytes += held.sizeBytes();
        call.held = held;
        return true;
    }

    /**
     * Holds a further chunk of a waiting call.
     *
     * @return false if the caller or the node holds more memory than permitted, including this chunk
     */
    boolean holdChunk(PendingCall call, Call chunk) {
        Participant caller = call.caller();
        boolean hasRoom = charge(caller, call.held.add(chunk));
        return hasRoom && caller.heldBytes <= maxHeldBytes;
    }

    /** Notes that the callee of a held call was not available. */
    void unavailable(PendingCall call) {
        charge(call.caller(), call.held.unavailable(call.callee()));
    }

    /** Charges memory that is in use already. Returns false if the node holds more memory than permitted. */
    private boolean charge(Participant caller, long bytes) {
        caller.heldBytes += bytes;
        return budget.reserve(bytes);
    }

    private void release(Participant caller, long bytes) {
        caller.heldBytes -= bytes;
        budget.release(bytes);
    }

    /** Drops the held call, if there is one. */
    void drop(PendingCall call) {
        if (call.held != null) {
            release(call.caller(), call.held.sizeBytes());
            call.held = null;
        }
    }

    /** Notes that the last INVOCATION of a call has been sent, so that entries of the caller are not needed. */
    void sentLast(PendingCall call) {
        if (call.terms().carriesEntriesOfCaller()) {
            dropTerms(call);
            call.forgetDetails();
        }
    }

    private void dropTerms(PendingCall call) {
        if (call.areTermsCharged) {
            release(call.caller(), Footprint.of(call.terms().details()));
            call.areTermsCharged = false;
        }
    }

    /** Removes a call that gets its final answer, or whose caller leaves. A callee that works on stays occupied. */
    void end(PendingCall call) {
        Participant caller = call.caller();
        caller.calls.remove(call.request());
        if (call.inputOpen) {
            caller.abandonInput(call.request(), call.procedure());
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

    /** Removes a call that no callee works on: the callee has answered or left, or has not received the invocation. */
    void finish(PendingCall call) {
        call.leftByCallee();
        end(call);
    }

    /** Removes a call that no callee works on and sends ERROR to the caller. */
    void fail(PendingCall call, Refusal refusal) {
        if (call.isWaiting()) {
            end(call);
        } else {
            finish(call);
        }
        refusal.send(call);
    }

    /** Removes the invocation from its callee. The callee has room again unless it works on. */
    private void leaveCallee(PendingCall call) {
        dropTerms(call);
        Participant callee = call.callee().participant();
        if (callee.invocations.remove(call.invocation()) == null) {
            // The call failed before the invocation was added.
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

    /** Removes the invocation from a callee that has answered that another callee is to take the call. */
    void release(PendingCall call) {
        call.leftByCallee();
        leaveCallee(call);
    }

    /** Notes that the callee has finished an invocation whose call may have ended for its caller before. */
    void finishEnded(Participant callee, long invocation) {
        EndedInvocations.Entry finished = ended.remove(callee, invocation);
        if (finished == null) {
            return;
        }
        makeRoom(finished.callee());
        if (finished.caller() != null) {
            pauses.resume(finished.caller(), callee);
        }
    }

    /** Returns the removal of the ended invocations of a leaving callee, which runs behind its pending calls. */
    Leaving calleeLeaving(Participant callee) {
        return new Leaving() {
            /** Null until the pending calls, which may become ended invocations, have been removed. */
            private Iterator<EndedInvocations.Entry> left;

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

    /** Returns the removal of the ended calls of a leaving caller, which runs behind its pending calls. */
    Leaving callerLeaving(Participant caller) {
        return budget -> {
            int rest = budget;
            while (rest > 0 && caller.endedCallCount > 0) {
                rest--;
                EndedInvocations.Entry forgotten = ended.callerGone(caller);
                if (forgotten != null) {
                    makeRoom(forgotten.callee());
                }
            }
            return rest;
        };
    }

    /** Returns the number of invocations in progress whose calls have ended for the callers. */
    int endedInvocations() {
        return ended.size();
    }

    private void makeRoom(Callee callee) {
        callee.ends();
        calleesChanged(callee.registration());
    }

    /** Notes a registration whose callees have changed or have got room, so that its queue is served. */
    void calleesChanged(Registration registration) {
        if (registration.hasWaitingCalls() && registration.queue().beginServing()) {
            toServe.add(registration);
        }
    }

    /** Removes and returns the next registration whose queue is to be served; null if there is none. */
    Registration nextQueueToServe() {
        return toServe.poll();
    }

    /** Puts a registration back, behind the other registrations. */
    void serveLater(Registration registration) {
        toServe.add(registration);
    }

    boolean hasQueuesToServe() {
        return !toServe.isEmpty();
    }
}
