package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.OutboundFrame;

/**
 * Judges the frames that are offered to one backlog. An episode of dropping lasts from the first event that is dropped
 * until the backlog is small again. Guarded by the lock of the backlog.
 */
public final class BacklogGauge {
    /** What to do with a frame. */
    public enum Verdict {
        TAKE,
        DROP,
        /** Drops it as the first of an episode, which is to be told. */
        BEGIN_DROPPING,
        /** The peer is too slow and is to be disconnected. */
        GIVE_UP
    }

    private SlowConsumer terms;

    // What every frame is judged by stands here too: the terms are common to many connections, and lie beside what the
    // core of one of them writes.
    private long highMarkBytes;
    private boolean dropping;
    private long dropsUntilBytes;

    public BacklogGauge(SlowConsumer terms) {
        terms(terms);
    }

    public SlowConsumer terms() {
        return terms;
    }

    /** Judges by other terms from now on. */
    public void terms(SlowConsumer newTerms) {
        terms = newTerms;
        highMarkBytes = newTerms.highMarkBytes();
    }

    /** Judges a frame that is to follow {@code pendingBytes}. */
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

    /** The oldest frame has waited too long: true when an episode begins with that, which lasts until all is gone. */
    public boolean dropUntilEmpty() {
        boolean begins = !dropping;
        beginDropping(0);
        return begins;
    }

    private void beginDropping(long untilBytes) {
        dropping = true;
        dropsUntilBytes = untilBytes;
    }

    /** The backlog has become smaller; true when an episode of dropping ends with that. */
    public boolean drainedTo(long pendingBytes) {
        boolean ends = dropping && pendingBytes <= dropsUntilBytes;
        if (ends) {
            dropping = false;
        }
        return ends;
    }
}
