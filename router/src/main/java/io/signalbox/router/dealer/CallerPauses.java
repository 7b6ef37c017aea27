package io.signalbox.router.dealer;

import io.signalbox.router.session.Leaving;
import io.signalbox.router.session.RealmExecutor;
import io.signalbox.router.session.SessionLimits;
import io.signalbox.router.session.Sweep;
import java.util.ArrayList;
import java.util.List;

/**
 * Flow control of callers: pauses reading at the limits of pending calls and resumes reading when calls have been
 * answered. A call that has ended for its caller while the callee works on counts for that caller only. Confined to the
 * realm's loop.
 */
final class CallerPauses {
    /**
     * Maximum number of messages on their way when reading pauses: the credit of the session, and the same again because
     * the pause takes effect on another thread. A caller that was paused in time is never refused.
     */
    private static final int IN_FLIGHT_WHEN_PAUSED = 64;

    private final int maxPerCaller;
    private final int maxPerCallee;
    private final RealmExecutor executor;

    /** Number of answers of a callee for which its paused callers are looked at once. */
    private final int answersPerLook;

    CallerPauses(SessionLimits limits, RealmExecutor executor) {
        maxPerCaller = limits.maxPendingCallsPerCaller();
        maxPerCallee = limits.maxPendingCallsPerCallee();
        this.executor = executor;
        answersPerLook = Math.max(1, maxPerCallee / 64);
    }

    /**
     * Returns whether the caller has continued to call at its limit, so that pausing alone does not stop it. The router's
     * own calls have a limit of their own.
     */
    boolean mustRefuse(Participant caller) {
        return openCalls(caller) >= maxPerCaller + IN_FLIGHT_WHEN_PAUSED
                && !caller.session().isInternal();
    }

    /** Pauses a caller again whose longest pause has ended. A flood of calls would be read and refused otherwise. */
    void pauseAnew(Participant caller) {
        if (caller.isPaused()) {
            caller.session().pauseForPendingCalls();
        }
    }

    /**
     * Pauses the caller of a new call if a limit is reached. Has no effect on a caller that has left.
     *
     * @param callee the callee of the call; null if the call waits
     */
    void pauseAtLimits(Participant caller, Participant callee) {
        if (!caller.session().isOpen()) {
            return;
        }
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

    /** Resumes the caller if its number of open calls, which has fallen, permits that. */
    void resumeOwn(Participant caller) {
        if (caller.pausedForOwnCalls && isWellBelow(openCalls(caller), maxPerCaller)) {
            caller.pausedForOwnCalls = false;
            resumeUnlessPaused(caller);
        }
    }

    /** Resumes some callers of a callee whose number of pending calls has fallen. */
    void resumeCallersOf(Participant callee) {
        int pending = callee.invocations.size();
        if (callee.pausedCallers.isEmpty() || !isWellBelow(pending, maxPerCallee) || pending % answersPerLook != 0) {
            return;
        }
        // A share at each look, so that the last answer resumes the last caller at the latest.
        resumeCallersOf(callee, 1 + (long) callee.pausedCallers.size() * answersPerLook / (pending + 1));
    }

    /** Looks at {@code share} paused callers, in slices. Callers that have to stay paused go behind the others. */
    private void resumeCallersOf(Participant callee, long share) {
        int slice = (int) Math.min(share, Sweep.SLICE_WEIGHT);
        List<Participant> staying = new ArrayList<>();
        for (int looked = 0; looked < slice && !callee.pausedCallers.isEmpty(); looked++) {
            Participant caller = callee.pausedCallers.removeFirst();
            if (isWellBelow(openCalls(caller, callee), maxPerCallee)) {
                caller.pausedFor.remove(callee);
                resumeUnlessPaused(caller);
            } else {
                staying.add(caller);
            }
        }
        boolean isLeft = share > slice && !callee.pausedCallers.isEmpty();
        callee.pausedCallers.addAll(staying);
        if (isLeft) {
            executor.submit("paused callers", () -> resumeCallersOf(callee, share - slice));
        }
    }

    /** Resumes a caller of which the callee has finished an ended call, if the number of open calls permits that. */
    void resume(Participant caller, Participant callee) {
        resumeOwn(caller);
        if (caller.pausedFor.contains(callee) && isWellBelow(openCalls(caller, callee), maxPerCallee)) {
            caller.pausedFor.remove(callee);
            callee.pausedCallers.remove(caller);
            resumeUnlessPaused(caller);
        }
    }

    /** Returns the removal of the pauses of a caller whose session has ended. */
    static Leaving leaving(Participant caller) {
        return budget -> {
            caller.pausedForOwnCalls = false;
            int rest = budget;
            while (rest > 0 && !caller.pausedFor.isEmpty()) {
                rest--;
                caller.pausedFor.removeFirst().pausedCallers.remove(caller);
            }
            return rest;
        };
    }

    private static int openCalls(Participant caller) {
        return caller.calls.size() + caller.endedCallCount;
    }

    /** Returns the number of invocations of the callee, without the ended calls of other callers. */
    private static int openCalls(Participant caller, Participant callee) {
        return callee.invocations.size() + EndedInvocations.between(caller, callee);
    }

    private static boolean isWellBelow(int count, int max) {
        return count * 4L < max * 3L;
    }

    private static void resumeUnlessPaused(Participant caller) {
        if (!caller.isPaused() && caller.session().isOpen()) {
            caller.session().resumeAfterPendingCalls();
        }
    }
}
