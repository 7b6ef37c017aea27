package io.signalbox.router.dealer;

import io.signalbox.protocol.message.Call;
import io.signalbox.router.session.ResultRules;
import io.signalbox.router.session.SessionLimits;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The calls without a final answer, by caller request and by invocation, within their bounds: a caller at its bound, or
 * calling a callee at its bound, is not read until enough calls are answered. Confined to the realm's loop.
 */
final class PendingCalls {
    /**
     * How many messages may be on their way when the reading of their session pauses: its credit, and as much again since
     * the pause takes effect on another thread. A caller that was paused in time must never be refused.
     */
    private static final int IN_FLIGHT_WHEN_PAUSED = 64;

    private final int maxPerCaller;
    private final int maxPerCallee;
    private final long maxHeldBytes;
    private final CallDeadlines deadlines;

    /** Registrations whose waiting calls can go on; empty but within a task. */
    private final Queue<Registration> withRoom = new ArrayDeque<>();

    PendingCalls(SessionLimits limits, CallDeadlines deadlines) {
        this.deadlines = deadlines;
        maxPerCaller = limits.maxPendingCallsPerCaller();
        maxPerCallee = limits.maxPendingCallsPerCallee();
        maxHeldBytes = limits.maxHeldCallBytes();
    }

    /** The wall clock's time in milliseconds since the epoch. */
    long epochMillis() {
        return deadlines.epochMillis();
    }

    /** Whether this caller has gone on calling although its bound was reached; pausing alone cannot hold it then. */
    boolean mustRefuse(Participant caller) {
        return caller.calls.size() >= maxPerCaller + IN_FLIGHT_WHEN_PAUSED;
    }

    /** Pauses a caller that went on when the longest pause allowed was over: else a flood would be read and refused. */
    void pauseAnew(Participant caller) {
        if (caller.isPaused()) {
            caller.session().pauseForPendingCalls();
        }
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
        callee.begins();
        callee.participant().invocations.put(call.invocation(), call);
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
            pauseAtBounds(caller, callee.participant());
        }
    }

    /**
     * A new call that waits for a callee.
     *
     * @param timeoutMillis counts from now on; 0 for none
     */
    void addWaiting(PendingCall call, long timeoutMillis) {
        call.caller().calls.put(call.request(), call);
        if (timeoutMillis > 0) {
            deadlines.arm(call, timeoutMillis);
        }
        // As above: who may have to answer its own calls is read on.
        if (call.caller().registrations.get(call.held.registration().id()) == null) {
            pauseAtBounds(call.caller(), null);
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
     * @return false when the caller has as many bytes kept for it as it may
     */
    boolean hold(PendingCall call, HeldCall held) {
        Participant caller = call.caller();
        if (caller.heldBytes + held.sizeBytes() > maxHeldBytes) {
            return false;
        }
        caller.heldBytes += held.sizeBytes();
        call.held = held;
        return true;
    }

    /**
     * Keeps a further chunk of a call that waits.
     *
     * @return false when the caller has more bytes kept for it than it may, with this chunk
     */
    boolean holdChunk(PendingCall call, Call chunk) {
        Participant caller = call.caller();
        caller.heldBytes += call.held.add(chunk);
        return caller.heldBytes <= maxHeldBytes;
    }

    /** Forgets what {@link #hold} keeps. */
    void drop(PendingCall call) {
        if (call.held != null) {
            call.caller().heldBytes -= call.held.sizeBytes();
            call.held = null;
        }
    }

    /** Forgets a call that is about to get its final answer, or that nobody waits for any more. */
    void end(PendingCall call) {
        Participant caller = call.caller();
        caller.calls.remove(call.request());
        if (call.isWaiting()) {
            call.held.registration().queue().remove(call);
        } else {
            leaveCallee(call);
        }
        if (call.inputOpen) {
            caller.abandonedInputs.add(call.request(), call.procedure());
        }
        drop(call);
        deadlines.disarm(call);
        if (caller.pausedForOwnCalls && isWellBelow(caller.calls.size(), maxPerCaller)) {
            caller.pausedForOwnCalls = false;
            resumeUnlessPaused(caller);
        }
    }

    /** The callee has nothing to do with the call any more; its room is for others. */
    void leaveCallee(PendingCall call) {
        Participant callee = call.callee().participant();
        callee.invocations.remove(call.invocation());
        ResultRules rules = callee.session().resultRules();
        if (rules != null) {
            rules.ended(call.invocation());
        }
        call.callee().ends();
        if (call.callee().registration().hasWaitingCalls()) {
            withRoom.add(call.callee().registration());
        }
        if (!callee.pausedCallers.isEmpty() && isWellBelow(callee.invocations.size(), maxPerCallee)) {
            resumeCallersOf(callee);
        }
    }

    /** The next registration that {@link #hasRoom} was said of; null when there is none. */
    Registration nextWithRoom() {
        return withRoom.poll();
    }

    /** The registration, which has waiting calls, may have got room for them. */
    void hasRoom(Registration registration) {
        withRoom.add(registration);
    }

    /** Forgets the pauses of a caller that has left; nothing resumes it any more. */
    void callerGone(Participant caller) {
        for (Participant callee : caller.pausedFor) {
            callee.pausedCallers.remove(caller);
        }
        caller.pausedFor.clear();
        caller.pausedForOwnCalls = false;
    }

    private static boolean isWellBelow(int count, int max) {
        return count * 4L < max * 3L;
    }

    private void pauseAtBounds(Participant caller, Participant callee) {
        boolean wasPaused = caller.isPaused();
        if (caller.calls.size() >= maxPerCaller) {
            caller.pausedForOwnCalls = true;
        }
        if (callee != null && callee.invocations.size() >= maxPerCallee) {
            caller.pausedFor.add(callee);
            callee.pausedCallers.add(caller);
        }
        if (!wasPaused && caller.isPaused()) {
            caller.session().pauseForPendingCalls();
        }
    }

    private static void resumeCallersOf(Participant callee) {
        for (Participant caller : callee.pausedCallers) {
            caller.pausedFor.remove(callee);
            resumeUnlessPaused(caller);
        }
        callee.pausedCallers.clear();
    }

    private static void resumeUnlessPaused(Participant caller) {
        if (!caller.isPaused()) {
            caller.session().resumeAfterPendingCalls();
        }
    }
}
