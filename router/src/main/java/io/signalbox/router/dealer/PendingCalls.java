package io.signalbox.router.dealer;

import io.signalbox.router.session.ResultRules;
import io.signalbox.router.session.SessionLimits;

/**
 * The calls without a final answer, by caller request and by invocation, within their bounds: a caller at its bound, or
 * calling a callee at its bound, is not read until enough calls are answered. Confined to the realm's loop.
 */
final class PendingCalls {
    /** The credit of a session: so many of its messages may be on their way when its reading pauses. */
    private static final int IN_FLIGHT_WHEN_PAUSED = 32;

    private final int maxPerCaller;
    private final int maxPerCallee;
    private final CallDeadlines deadlines;

    PendingCalls(SessionLimits limits, CallDeadlines deadlines) {
        this.deadlines = deadlines;
        maxPerCaller = limits.maxPendingCallsPerCaller();
        maxPerCallee = limits.maxPendingCallsPerCallee();
    }

    /** Whether this caller has gone on calling although its bound was reached; pausing alone cannot hold it then. */
    boolean mustRefuse(Participant caller) {
        return caller.calls.size() >= maxPerCaller + IN_FLIGHT_WHEN_PAUSED;
    }

    void add(PendingCall call) {
        Participant caller = call.caller();
        Participant callee = call.callee();
        caller.calls.put(call.request(), call);
        callee.invocations.put(call.invocation(), call);
        ResultRules rules = callee.session().resultRules();
        if (rules != null) {
            rules.invoked(call.invocation(), call.terms().procedure());
        }
        if (call.terms().timeoutMillis() > 0) {
            deadlines.arm(call, call.terms().timeoutMillis());
        }
        // A session that calls itself is never paused: nobody else could answer its calls.
        if (!call.isToSelf()) {
            pauseAtBounds(caller, callee);
        }
    }

    /** The call has shown progress: its timeout starts anew (spec: Call Timeout). */
    void progressed(PendingCall call) {
        if (call.terms().timeoutMillis() > 0) {
            deadlines.arm(call, call.terms().timeoutMillis());
        }
    }

    /** Forgets a call that is about to get its final answer, or that nobody waits for any more. */
    void end(PendingCall call) {
        Participant caller = call.caller();
        Participant callee = call.callee();
        caller.calls.remove(call.request());
        callee.invocations.remove(call.invocation());
        ResultRules rules = callee.session().resultRules();
        if (rules != null) {
            rules.ended(call.invocation());
        }
        deadlines.disarm(call);
        if (call.inputOpen) {
            caller.abandonedInputs.add(call.request(), call.terms().procedure());
        }
        if (caller.pausedForOwnCalls && isWellBelow(caller.calls.size(), maxPerCaller)) {
            caller.pausedForOwnCalls = false;
            resumeUnlessPaused(caller);
        }
        if (!callee.pausedCallers.isEmpty() && isWellBelow(callee.invocations.size(), maxPerCallee)) {
            resumeCallersOf(callee);
        }
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
        if (callee.invocations.size() >= maxPerCallee) {
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
