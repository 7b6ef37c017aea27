package io.signalbox.router.dealer;

import io.signalbox.router.session.SessionLimits;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Pauses callers at the bounds of pending calls, and resumes them when enough calls are answered. A call that has ended
 * for its caller counts for that caller as if it had not, and for no other caller. Confined to the realm's loop.
 */
final class CallerPauses {
    /**
     * How many messages may be on their way when the reading of their session pauses: its credit, and as much again since
     * the pause takes effect on another thread. A caller that was paused in time must never be refused.
     */
    private static final int IN_FLIGHT_WHEN_PAUSED = 64;

    private final int maxPerCaller;
    private final int maxPerCallee;

    /** The callers of a callee are looked at once in so many answers: some may have to stay paused. */
    private final int answersPerLook;

    CallerPauses(SessionLimits limits) {
        maxPerCaller = limits.maxPendingCallsPerCaller();
        maxPerCallee = limits.maxPendingCallsPerCallee();
        answersPerLook = Math.max(1, maxPerCallee / 64);
    }

    /** Whether this caller has gone on calling although its bound was reached; pausing alone cannot hold it then. */
    boolean mustRefuse(Participant caller) {
        return openCalls(caller) >= maxPerCaller + IN_FLIGHT_WHEN_PAUSED;
    }

    /** Pauses a caller that went on when the longest pause allowed was over: else a flood would be read and refused. */
    void pauseAnew(Participant caller) {
        if (caller.isPaused()) {
            caller.session().pauseForPendingCalls();
        }
    }

    /**
     * The caller has one more call.
     *
     * @param callee whom the call went to; null when it waits
     */
    void pauseAtBounds(Participant caller, Participant callee) {
        boolean wasPaused = caller.isPaused();
        if (openCalls(caller) >= maxPerCaller) {
            caller.pausedForOwnCalls = true;
        }
        if (callee != null && openCalls(caller, callee) >= maxPerCallee) {
            caller.pausedFor.add(callee);
            callee.pausedCallers.add(caller);
        }
        if (!wasPaused && caller.isPaused()) {
            caller.session().pauseForPendingCalls();
        }
    }

    /** The caller has one call less. */
    void resumeOwn(Participant caller) {
        if (caller.pausedForOwnCalls && isWellBelow(openCalls(caller), maxPerCaller)) {
            caller.pausedForOwnCalls = false;
            resumeUnlessPaused(caller);
        }
    }

    /** The callee has one pending call less. */
    void resumeCallersOf(Participant callee) {
        int pending = callee.invocations.size();
        if (callee.pausedCallers.isEmpty() || !isWellBelow(pending, maxPerCallee) || pending % answersPerLook != 0) {
            return;
        }
        // A few in each look, so that the last is resumed with the last answer at the latest.
        long share = 1 + (long) callee.pausedCallers.size() * answersPerLook / (pending + 1);
        List<Participant> staying = new ArrayList<>();
        Iterator<Participant> paused = callee.pausedCallers.iterator();
        for (int looked = 0; looked < share && paused.hasNext(); looked++) {
            Participant caller = paused.next();
            paused.remove();
            if (isWellBelow(openCalls(caller, callee), maxPerCallee)) {
                caller.pausedFor.remove(callee);
                resumeUnlessPaused(caller);
            } else {
                staying.add(caller);
            }
        }
        callee.pausedCallers.addAll(staying);
    }

    /** The callee works on one ended call of this caller less. */
    void resume(Participant caller, Participant callee) {
        resumeOwn(caller);
        if (caller.pausedFor.contains(callee) && isWellBelow(openCalls(caller, callee), maxPerCallee)) {
            caller.pausedFor.remove(callee);
            callee.pausedCallers.remove(caller);
            resumeUnlessPaused(caller);
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

    private static int openCalls(Participant caller) {
        return caller.calls.size() + caller.endedCallCount;
    }

    /** What the callee works on, without the ended calls of other callers. */
    private static int openCalls(Participant caller, Participant callee) {
        return callee.invocations.size() + EndedInvocations.between(caller, callee);
    }

    private static boolean isWellBelow(int count, int max) {
        return count * 4L < max * 3L;
    }

    private static void resumeUnlessPaused(Participant caller) {
        if (!caller.isPaused()) {
            caller.session().resumeAfterPendingCalls();
        }
    }
}
