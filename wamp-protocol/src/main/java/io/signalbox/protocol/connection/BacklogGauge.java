package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.OutboundFrame;

/**
 * Admission of frames to the backlog of one connection, by the limits for a slow consumer. An episode of dropping lasts
 * from the first dropped event until the backlog has fallen to the low mark. Guarded by the lock of the backlog.
 */
public final class BacklogGauge {
    /** Decision on a frame. */
    public enum Verdict {
        TAKE,
        DROP,
        /** Drop the frame as the first of an episode; the caller notifies the listener. */
        BEGIN_DROPPING,
        /** Disconnect the peer, which is too slow. */
        GIVE_UP
    }

    private SlowConsumer terms;

    // Copied from the terms, which many connections share: the cache line of the terms may be written by another core.
    private long highMarkBytes;
    private boolean dropping;
    private long dropsUntilBytes;

    public BacklogGauge(SlowConsumer terms) {
        terms(terms);
    }

    public SlowConsumer terms() {
        return terms;
    }

    /** Replaces the terms for the following frames. */
    public void terms(SlowConsumer newTerms) {
        terms = newTerms;
        highMarkBytes = newTerms.highMarkBytes();
    }

    /** Decides on a frame that would follow a backlog of {@code pendingBytes}. */
    public Verdict judge(OutboundFrame frame, long pendingBytes) {
        if (dropping && frame.isDroppable()) {
            return Verdict.DROP;
        }
        if (pendingBytes < highMarkBytes) {
            return Verdict.TAKE;
        }
        if (frame.isDroppable() && terms.policy() == SlowConsumer.Policy.DROP_EVENTS) {
            beginDropping(terms.lowMarkBytes());
            return Verdict.BEGIN_DROPPING;
        }
        return pendingBytes < terms.maxPendingBytes() ? Verdict.TAKE : Verdict.GIVE_UP;
    }

    /**
     * Drops events until the backlog is empty, because the oldest frame has waited too long.
     *
     * @return whether an episode begins
     */
    public boolean dropUntilEmpty() {
        boolean begins = !dropping;
        beginDropping(0);
        return begins;
    }

    private void beginDropping(long untilBytes) {
        dropping = true;
        dropsUntilBytes = untilBytes;
    }

    /**
     * Notes that the backlog has become smaller.
     *
     * @return whether an episode of dropping ends
     */
    public boolean drainedTo(long pendingBytes) {
        boolean ends = dropping && pendingBytes <= dropsUntilBytes;
        if (ends) {
            dropping = false;
        }
        return ends;
    }
}
