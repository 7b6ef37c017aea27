package io.signalbox.router.session;

import io.signalbox.protocol.connection.AllSteps;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.connection.WampConnection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Read-side flow control of a connection. Reading is paused while at least one {@link PauseReason} is set.
 *
 * <p>Thread safety: {@link #pause}, {@link #pauseForCertain}, {@link #resume} and {@link #isPausedFor} are thread-safe.
 * One thread at a time applies the reasons to the connection, so that a late pause never overrules a later resume.
 */
public final class ReadControl {
    private final WampConnection connection;
    private final Timers timers;
    private final long maxPauseNanos;
    private final AtomicInteger reasons = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    /** Confined to the realm's loop. */
    private Timers.Timeout pauseEnd;

    /** Reasons not to read from a connection for a while. */
    public enum PauseReason {
        /** As many messages or bytes of the session wait for the realm as its credit allows. */
        CREDIT,
        /** The session has too many pending calls, or a callee of its calls has. */
        PENDING_CALLS,
        /** The session has sent GOODBYE. The next message may belong to another session. */
        GOODBYE;

        private int bit() {
            return 1 << ordinal();
        }
    }

    /** Creates a control whose pauses for pending calls have no time limit. */
    public ReadControl(WampConnection connection) {
        this(connection, null, 0);
    }

    /**
     * @param maxPauseNanos longest pause for pending calls, because the loss of a paused connection is not detected
     */
    public ReadControl(WampConnection connection, Timers timers, long maxPauseNanos) {
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
            // A connection that stays paused would never detect the loss of its peer.
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
     * Pauses reading before the method returns. The pause is not left to the thread that currently applies the reasons:
     * its call of {@code resumeReading} wakes the selector and the operating system often suspends the thread there,
     * while a flood of messages would pass.
     */
    public void pause(PauseReason reason) {
        reasons.getAndUpdate(bits -> bits | reason.bit());
        connection.pauseReading();
        // Follows the pause, so that a thread that currently applies the reasons applies them once more after the
        // pause.
        apply();
    }

    /**
     * Pauses reading so that no message passes after the method returns. A concurrent resume that was decided before
     * may undo a {@link #pause} for a few instructions until the reasons are applied again. This method waits for the
     * end of such a resume.
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
            // The counter falls even after an exception, because pauseForCertain waits for zero.
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
