package io.signalbox.transport.outbox;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.BacklogGauge;
import io.signalbox.protocol.connection.SlowConsumer;
import java.util.function.UnaryOperator;

/**
 * What one connection has to write, first in first out and bounded in bytes. Any thread may append; one thread at a
 * time takes.
 *
 * <p>The bound judges the backlog and not a frame: below it, a frame of any size is taken.
 */
public final class Outbox {
    /** Whose outbox it is. */
    @FunctionalInterface
    public interface Owner {
        /** The node-wide budget has emptied the outbox; runs on any thread and must not block. */
        void evicted();

        /**
         * Whether the outbox drops every event from now on, so that it need not be asked. Told inside its lock, and again
         * with false when it takes nothing more; must do no more than note it.
         */
        default void dropsEvents(boolean drops) {}
    }

    /** What became of an offered frame. */
    public enum Offer {
        /** Appended, and the caller owes a flush. */
        FLUSH_NEEDED,
        /** Appended behind others for which a flush is owed already. */
        APPENDED,
        /** Not appended: the outbox takes nothing more. */
        REFUSED,
        /** Not appended: an event that a slow peer does without. */
        DROPPED,
        /** Not appended, and the first one of an episode. */
        DROPPING_BEGINS,
        /** Not appended: the peer is too slow. The outbox takes nothing more and has forgotten its backlog. */
        OVERFLOW
    }

    private final OutboundBudget budget;
    private final BacklogGauge gauge;
    private final Owner owner;

    private final FrameQueue frames = new FrameQueue();
    private volatile long pendingBytes;
    private volatile long takenFrames;
    private volatile long congestedBytes;

    // Of the pending bytes those that no other outbox holds too, those that the transport has not got rid of, and how
    // many of both are reserved.
    private long ownBytes;
    private volatile long unwrittenBytes;
    private long reservedBytes;
    private boolean flushOwed;
    private volatile boolean refusing;
    private boolean ended;

    /** An empty outbox. */
    public Outbox(SlowConsumer terms, OutboundBudget budget, Owner owner) {
        this.gauge = new BacklogGauge(terms);
        this.congestedBytes = terms.highMarkBytes();
        this.budget = budget;
        this.owner = owner;
    }

    /** Judges by these terms from now on. */
    public synchronized void terms(SlowConsumer terms) {
        gauge.terms(terms);
        congestedBytes = terms.highMarkBytes();
    }

    public synchronized SlowConsumer terms() {
        return gauge.terms();
    }

    public Offer offer(OutboundFrame frame) {
        boolean crowded;
        Offer offer;
        synchronized (this) {
            if (refusing) {
                return Offer.REFUSED;
            }
            BacklogGauge.Verdict verdict = gauge.judge(frame, pendingBytes);
            if (verdict != BacklogGauge.Verdict.TAKE) {
                return notTaken(verdict);
            }
            crowded = append(frame);
            offer = flushOwed ? Offer.APPENDED : Offer.FLUSH_NEEDED;
            flushOwed = true;
        }
        if (crowded) {
            // Outside of the lock: the heaviest outbox may be another one, which another thread has locked.
            budget.evictHeaviest();
        }
        return offer;
    }

    private Offer notTaken(BacklogGauge.Verdict verdict) {
        return switch (verdict) {
            case TAKE -> throw new IllegalArgumentException("it is to be taken");
            case DROP -> Offer.DROPPED;
            case BEGIN_DROPPING -> {
                owner.dropsEvents(true);
                yield Offer.DROPPING_BEGINS;
            }
            case GIVE_UP -> {
                forget();
                yield Offer.OVERFLOW;
            }
        };
    }

    /** Whether that is more than the node may hold. */
    private boolean append(OutboundFrame frame) {
        frames.add(frame);
        return charge(frame);
    }

    /**
     * Moves frames into the array until it is full or they come to {@code maxBytes}, but at least one if there is one. A frame
     * of more bytes than that is moved alone.
     * From now on the next frame asks for a flush again. Of every shared frame {@link #written} is to be told.
     *
     * @return how many
     */
    public synchronized int take(OutboundFrame[] into, long maxBytes) {
        flushOwed = false;
        int taken = 0;
        long bytes = 0;
        while (taken < into.length && bytes < maxBytes) {
            OutboundFrame frame = frames.peek();
            if (frame == null || taken > 0 && frame.heldBytes() > maxBytes) {
                break;
            }
            frames.poll();
            into[taken++] = frame;
            bytes += frame.heldBytes();
            discharge(frame);
        }
        // Guarded by this; volatile only for those who look from outside.
        takenFrames += taken;
        if (gauge.drainedTo(pendingBytes)) {
            owner.dropsEvents(false);
        }
        settle();
        return taken;
    }

    /** Nothing keeps a taken frame alive any longer on behalf of this outbox. */
    public void written(OutboundFrame frame) {
        if (frame.isShared()) {
            release(frame.release());
        }
    }

    /** The bytes of a taken shared frame, which count for the node from now on if nobody has encoded them before. */
    public byte[] encode(OutboundFrame frame, Serializer serializer) {
        if (frame.isEncoded(serializer)) {
            return frame.bytes(serializer);
        }
        byte[] encoded = frame.bytes(serializer);
        recount(frame);
        return encoded;
    }

    /**
     * What is written of a taken shared frame that was encoded, in place of its bytes; counts for the node as those do.
     *
     * @param compression returns what the bytes are compressed to, or the bytes themselves where they are the shortest
     */
    public byte[] compress(OutboundFrame frame, Serializer serializer, UnaryOperator<byte[]> compression) {
        byte[] known = frame.compressed(serializer);
        if (known != null) {
            return known;
        }
        byte[] compressed = frame.compress(serializer, compression);
        recount(frame);
        return compressed;
    }

    /**
     * Has the frames keep alive what they are charged with, that a flush has left behind: those that wait, whose number is
     * unbounded. From now on the next frame asks for a flush again. To be called when something waits at the end of a flush, by whoever flushes.
     *
     * @param leftBehind room for some of them
     */
    public void keepBacklog(OutboundFrame[] leftBehind) {
        for (int count = nextLeftBehind(leftBehind); count > 0; count = nextLeftBehind(leftBehind)) {
            keep(leftBehind, count);
        }
    }

    /** The same for frames that were taken and that the transport has not got rid of. */
    public void keep(OutboundFrame[] leftBehind, int count) {
        for (int i = 0; i < count; i++) {
            leftBehind[i].keep();
            if (leftBehind[i].isShared()) {
                recount(leftBehind[i]);
            }
            leftBehind[i] = null;
        }
    }

    private synchronized int nextLeftBehind(OutboundFrame[] into) {
        int count = 0;
        for (; count < into.length; count++) {
            into[count] = frames.nextFresh();
            if (into[count] == null) {
                // Nothing is taken as long as the peer does not read, but what is appended now is to be kept as well.
                flushOwed = false;
                break;
            }
        }
        return count;
    }

    private void recount(OutboundFrame frame) {
        long more = frame.recount();
        if (more > 0 && budget.reserve(more)) {
            budget.evictHeaviest();
        } else {
            release(-more);
        }
    }

    /** What the transport still keeps of taken frames that are not shared, buffers included; any thread. */
    public void unwritten(long bytes) {
        boolean crowded;
        synchronized (this) {
            unwrittenBytes = ended ? 0 : bytes;
            crowded = reserveMissing();
            settle();
        }
        if (crowded) {
            budget.evictHeaviest();
        }
    }

    /** Returns the next frame to be taken, which stays, or null. */
    public synchronized OutboundFrame next() {
        return frames.peek();
    }

    public synchronized boolean isEmpty() {
        return frames.isEmpty();
    }

    /** What waits, in bytes: what its frames keep alive until they are encoded. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** How many frames were ever taken. */
    public long takenFrames() {
        return takenFrames;
    }

    /** How many frames were ever appended. */
    public synchronized long appendedFrames() {
        return takenFrames + frames.size();
    }

    /** Whether the backlog has come to the high mark, or nothing is taken any more. */
    public boolean isCongested() {
        return pendingBytes >= congestedBytes || refusing;
    }

    /** Drops events until all of the backlog is gone; true when an episode begins with that. */
    public synchronized boolean dropUntilEmpty() {
        // What was overdue may have left meanwhile, and nothing would ever end an episode that begins behind it.
        if (refusing || frames.isEmpty()) {
            return false;
        }
        owner.dropsEvents(true);
        return gauge.dropUntilEmpty();
    }

    /** Takes nothing more; what it holds may still be taken. */
    public synchronized void refuse() {
        takeNoMore();
    }

    /** Takes nothing more and forgets what it holds. */
    public synchronized void discard() {
        forget();
    }

    /** Takes nothing more and forgets what it holds, and what the transport has of it. */
    public synchronized void end() {
        ended = true;
        unwrittenBytes = 0;
        forget();
    }

    /** Takes nothing more and holds only this. */
    public synchronized void replaceBacklog(OutboundFrame last) {
        forget();
        append(last);
    }

    /** What eviction would set free. */
    long weightBytes() {
        return pendingBytes + unwrittenBytes;
    }

    /**
     * What the transport still has is not counted any more: it lives as long as closing takes, and must not evict others.
     *
     * @return what it weighed
     */
    long evict() {
        long weight = weightBytes();
        end();
        owner.evicted();
        return weight;
    }

    private void takeNoMore() {
        refusing = true;
        owner.dropsEvents(false);
    }

    private void forget() {
        takeNoMore();
        for (OutboundFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
            discharge(frame);
            written(frame);
        }
        settle();
    }

    /** Counts a frame, a shared one once for the node; true when that is more than the node may hold. */
    private boolean charge(OutboundFrame frame) {
        int bytes = frame.heldBytes();
        pendingBytes += bytes;
        if (frame.isShared()) {
            long counts = frame.retain();
            return counts > 0 && budget.reserve(counts);
        }
        ownBytes += bytes;
        return reserveMissing();
    }

    private void discharge(OutboundFrame frame) {
        int bytes = frame.heldBytes();
        pendingBytes -= bytes;
        if (!frame.isShared()) {
            ownBytes -= bytes;
        }
    }

    /** What is to be reserved: all of a peer that keeps us waiting, but only a large backlog of one that does not. */
    private long dueBytes() {
        return unwrittenBytes > 0 ? ownBytes + unwrittenBytes : Math.max(0, ownBytes - OutboundBudget.FREE_BYTES);
    }

    private boolean reserveMissing() {
        long missing = dueBytes() - reservedBytes;
        if (missing <= 0) {
            return false;
        }
        long step = Math.max(missing, OutboundBudget.STEP_BYTES);
        reservedBytes += step;
        return budget.reserve(step);
    }

    private void release(long bytes) {
        if (bytes > 0) {
            budget.release(bytes);
        }
    }

    private void settle() {
        long due = dueBytes();
        long spare = reservedBytes - due;
        if (spare >= 2 * OutboundBudget.STEP_BYTES || (spare > 0 && due == 0)) {
            reservedBytes -= spare;
            budget.release(spare);
        }
    }
}
