package io.signalbox.transport.outbox;

import io.signalbox.protocol.codec.OutboundFrame;
import io.signalbox.protocol.codec.Serializer;
import io.signalbox.protocol.connection.BacklogGauge;
import io.signalbox.protocol.connection.SlowConsumer;
import java.util.function.UnaryOperator;

/**
 * Outbox of one connection: the frames that wait to be written, first-in first-out. The backlog is limited in bytes. Below the
 * limit a frame of any size is accepted.
 *
 * <p>Thread safety: all methods are thread-safe, except that one thread at a time takes frames.
 */
public final class Outbox {
    /** Connection that owns the outbox. */
    @FunctionalInterface
    public interface Owner {
        /** Handles the eviction: the limit of the node has emptied the outbox. Called on any thread. Must not block. */
        void evicted();

        /**
         * Records whether the outbox drops each event from now on, so that the owner can drop events without a call. Called
         * inside the lock of the outbox, and with false when the outbox begins to refuse all frames.
         */
        default void dropsEvents(boolean drops) {}
    }

    /** Result of {@link #offer}. */
    public enum Offer {
        /** Appended. The caller has to flush. */
        FLUSH_NEEDED,
        /** Appended. A flush is pending already. */
        APPENDED,
        /** Not appended: the outbox refuses all frames. */
        REFUSED,
        /** Not appended: an event for a slow peer. */
        DROPPED,
        /** Not appended: the first event of an episode. */
        DROPPING_BEGINS,
        /** Not appended: the peer is too slow. The outbox has discarded its backlog and refuses all frames. */
        OVERFLOW
    }

    private final OutboundBudget budget;
    private final BacklogGauge gauge;
    private final Owner owner;

    private final FrameQueue frames = new FrameQueue();
    private volatile long pendingBytes;
    private volatile long takenFrames;
    private volatile long congestedBytes;

    // Pending bytes that no other outbox shares, bytes of taken frames that the transport still holds, and the part of
    // both
    // that is reserved in the budget.
    private long ownBytes;
    private volatile long unwrittenBytes;
    private long reservedBytes;
    private boolean flushOwed;
    private volatile boolean refusing;
    private boolean ended;

    public Outbox(SlowConsumer terms, OutboundBudget budget, Owner owner) {
        this.gauge = new BacklogGauge(terms);
        this.congestedBytes = terms.highMarkBytes();
        this.budget = budget;
        this.owner = owner;
    }

    /** Replaces the limits. */
    public synchronized void terms(SlowConsumer terms) {
        gauge.terms(terms);
        congestedBytes = terms.highMarkBytes();
    }

    public synchronized SlowConsumer terms() {
        return gauge.terms();
    }

    /** Appends a frame if the limits permit. */
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
            case TAKE -> throw new IllegalArgumentException("the frame has to be taken");
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

    /** Returns whether the node exceeds its limit now. */
    private boolean append(OutboundFrame frame) {
        frames.add(frame);
        return charge(frame);
    }

    /**
     * Moves frames into the array, until the array is full or the frames have {@code maxBytes}. A frame with more bytes is moved
     * alone. The next frame that is appended needs a flush again. The caller has to call {@link #written} for each shared frame.
     *
     * @return the number of moved frames
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
        // Guarded by this, and volatile for readers without the lock.
        takenFrames += taken;
        if (gauge.drainedTo(pendingBytes)) {
            owner.dropsEvents(false);
        }
        settle();
        return taken;
    }

    /** Releases a taken frame, which the transport no longer holds. */
    public void written(OutboundFrame frame) {
        if (frame.isShared()) {
            release(frame.release());
        }
    }

    /** Returns the bytes of a taken shared frame, and charges them to the node if no connection has encoded them before. */
    public byte[] encode(OutboundFrame frame, Serializer serializer) {
        if (frame.isEncoded(serializer)) {
            return frame.bytes(serializer);
        }
        byte[] encoded = frame.bytes(serializer);
        recount(frame);
        return encoded;
    }

    /**
     * Returns the compressed bytes of a taken shared frame, and charges them to the node like the encoded bytes.
     *
     * @param compression returns the compressed bytes, or the bytes themselves if compression does not shorten them
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
     * Makes the waiting frames keep alive no more bytes than they are charged with. The next frame that is appended needs a
     * flush again. Called by the flushing thread if frames wait at the end of a flush.
     *
     * @param leftBehind buffer for some of the frames
     */
    public void keepBacklog(OutboundFrame[] leftBehind) {
        for (int count = nextLeftBehind(leftBehind); count > 0; count = nextLeftBehind(leftBehind)) {
            keep(leftBehind, count);
        }
    }

    /** Makes taken frames, which the transport still holds, keep alive no more bytes than they are charged with. */
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

    /** Records the bytes that the transport holds of taken frames that are not shared, with its buffers. Thread-safe. */
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

    /** Returns the backlog: the bytes that the waiting frames keep alive until they are encoded. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** Returns the number of all frames that have been taken. */
    public long takenFrames() {
        return takenFrames;
    }

    /** Returns the number of all frames that have been appended. */
    public synchronized long appendedFrames() {
        return takenFrames + frames.size();
    }

    /** Returns whether the backlog has reached the high mark, or the outbox refuses all frames. */
    public boolean isCongested() {
        return pendingBytes >= congestedBytes || refusing;
    }

    /** Drops events until the backlog is empty. Returns whether an episode begins. */
    public synchronized boolean dropUntilEmpty() {
        // What was overdue may have left meanwhile, and nothing would ever end an episode that begins behind it.
        if (refusing || frames.isEmpty()) {
            return false;
        }
        owner.dropsEvents(true);
        return gauge.dropUntilEmpty();
    }

    /** Refuses all further frames. The waiting frames can still be taken. */
    public synchronized void refuse() {
        takeNoMore();
    }

    /** Refuses all further frames and discards the waiting ones. */
    public synchronized void discard() {
        forget();
    }

    /** Refuses all further frames, discards the waiting ones, and no longer counts the bytes that the transport holds. */
    public synchronized void end() {
        ended = true;
        unwrittenBytes = 0;
        forget();
    }

    /** Refuses all further frames and replaces the waiting ones by a last frame. */
    public synchronized void replaceBacklog(OutboundFrame last) {
        forget();
        append(last);
    }

    /** Returns the bytes that an eviction would release. */
    long weightBytes() {
        return pendingBytes + unwrittenBytes;
    }

    /**
     * Discards the outbox, which the limit of the node has chosen. The bytes that the transport holds are no longer counted: they
     * are released when the connection has closed, and must not evict others meanwhile.
     *
     * @return the released bytes
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

    /** Charges a frame; a shared one is charged to the node once. Returns whether the node exceeds its limit now. */
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

    /** Returns the bytes to reserve: all bytes of a peer with an unfinished write, otherwise only those of a large backlog. */
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
