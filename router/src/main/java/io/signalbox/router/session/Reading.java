package io.signalbox.router.session;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a connection is read, with the reasons against it. Any thread may pause and resume: what counts in the
 * end is applied by one thread at a time, so that a late pause never overrules the resume that followed it.
 */
public final class Reading {
    private final WampConnection connection;
    private final Timers timers;
    private final long maxPauseNanos;
    private final AtomicInteger reasons = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    /** Confined to the realm's loop. */
    private Timers.Timeout pauseEnd;

    /** Pauses for pending calls that last until they are resumed. */
    public Reading(WampConnection connection) {
        this(connection, null, 0);
    }

    /** @param maxPauseNanos how long a pause for pending calls lasts at most: a connection that is not read ends unseen */
    public Reading(WampConnection connection, Timers timers, long maxPauseNanos) {
        this.connection = connection;
        this.timers = timers;
        this.maxPauseNanos = maxPauseNanos;
    }

    /** Pauses for {@link PauseReason#PENDING_CALLS}. Confined to the realm's loop. */
    void pauseForPendingCalls() {
        if (isPausedFor(PauseReason.PENDING_CALLS)) {
            return;
        }
        pause(PauseReason.PENDING_CALLS);
        if (timers != null) {
            cancelPauseEnd();
            pauseEnd = timers.after(maxPauseNanos, this::endPause);
        }
    }

    private void endPause() {
        try {
            resume(PauseReason.PENDING_CALLS);
        } catch (Throwable failure) {
            // Not read on, it would stay for ever without being heard.
            connection.close(CloseReason.internalError("internal error"));
            throw failure;
        }
    }

    /** Ends {@link #pauseForPendingCalls()}. Confined to the realm's loop. */
    void resumeAfterPendingCalls() {
        cancelPauseEnd();
        resume(PauseReason.PENDING_CALLS);
    }

    private void cancelPauseEnd() {
        if (pauseEnd != null) {
            pauseEnd.cancel();
            pauseEnd = null;
        }
    }

    /**
     * Pauses, before it returns: the thread that resumes wakes up the transport's thread and is often suspended by that, so
     * leaving a pause to it would let a whole flood pass.
     */
    public void pause(PauseReason reason) {
        reasons.getAndUpdate(bits -> bits | reason.bit());
        connection.pauseReading();
        // Only now, so that whoever applies changes looks at the reasons once more after this pause.
        apply();
    }

    /**
     * Pauses, so that not one message passes when it has returned: a resume that was decided on before may undo a
     * {@link #pause} for the few instructions until it is looked at again, and this waits for those.
     */
    public void pauseForCertain(PauseReason reason) {
        pause(reason);
        while (changes.get() != 0) {
            Thread.yield();
        }
    }

    public void resume(PauseReason reason) {
        int before = reasons.getAndUpdate(bits -> bits & ~reason.bit());
        if (before == reason.bit()) {
            apply();
        }
    }

    public boolean isPausedFor(PauseReason reason) {
        return (reasons.get() & reason.bit()) != 0;
    }

    private void apply() {
        if (changes.getAndIncrement() != 0) {
            return;
        }
        AllSteps steps = new AllSteps();
        int seen = 1;
        while (seen != 0) {
            // Whatever it throws, the changes are taken off: pauseForCertain waits for that.
            steps.then(this::applyReasons);
            seen = changes.addAndGet(-seen);
        }
        steps.rethrow();
    }

    private void applyReasons() {
        if (reasons.get() == 0) {
            connection.resumeReading();
        } else {
            connection.pauseReading();
        }
    }
}
