package io.signalbox.transport.outbox;

import io.signalbox.protocol.codec.OutboundFrame;
import java.util.ArrayDeque;

/**
 * What one connection has to write, first in first out and bounded in bytes. Any thread may append; one thread at a
 * time takes.
 *
 * <p>The bound judges the backlog and not a frame: below it, a frame of any size is taken.
 */
public final class Outbox {
    /** What became of an offered frame. */
    public enum Offer {
        /** Appended, and the caller owes a flush. */
        FLUSH_NEEDED,
        /** Appended behind others for which a flush is owed already. */
        APPENDED,
        /** Not appended: the outbox takes nothing more. */
        REFUSED,
        /** Not appended: the peer is too slow. The outbox takes nothing more and has forgotten its backlog. */
        OVERFLOW
    }

    /** A burst makes the queue grow; beyond this many frames an empty one is given back to the collector. */
    private static final int KEPT_CAPACITY = 256;

    private final long maxPendingBytes;
    private final OutboundBudget budget;
    private final Runnable onEvicted;

    private ArrayDeque<OutboundFrame> frames = new ArrayDeque<>(0);
    private int mostFrames;
    private volatile long pendingBytes;

    // Of the pending bytes those that no other outbox holds too, and how many of them are reserved.
    private long ownBytes;
    private long reservedBytes;
    private boolean flushOwed;
    private boolean refusing;

    /**
     * An empty outbox.
     *
     * @param maxPendingBytes at least the size of the largest message
     * @param onEvicted told when the node-wide budget has emptied this outbox; runs on any thread and must not block
     */
    public Outbox(long maxPendingBytes, OutboundBudget budget, Runnable onEvicted) {
        this.maxPendingBytes = maxPendingBytes;
        this.budget = budget;
        this.onEvicted = onEvicted;
    }

    public Offer offer(OutboundFrame frame) {
        boolean crowded;
        Offer offer;
        synchronized (this) {
            if (refusing) {
                return Offer.REFUSED;
            }
            if (pendingBytes >= maxPendingBytes) {
                forget();
                return Offer.OVERFLOW;
            }
            frames.add(frame);
            mostFrames = Math.max(mostFrames, frames.size());
            crowded = charge(frame);
            offer = flushOwed ? Offer.APPENDED : Offer.FLUSH_NEEDED;
            flushOwed = true;
        }
        if (crowded) {
            // Outside of the lock: the heaviest outbox may be another one, which another thread has locked.
            budget.evictHeaviest();
        }
        return offer;
    }

    /**
     * Moves frames into the array until it is full or they come to {@code maxBytes}, but at least one if there is one.
     * From now on the next frame asks for a flush again.
     *
     * @return how many
     */
    public synchronized int take(OutboundFrame[] into, long maxBytes) {
        flushOwed = false;
        int taken = 0;
        long bytes = 0;
        while (taken < into.length && bytes < maxBytes) {
            OutboundFrame frame = frames.poll();
            if (frame == null) {
                break;
            }
            into[taken++] = frame;
            bytes += frame.estimatedBytes();
            discharge(frame);
        }
        if (frames.isEmpty() && mostFrames > KEPT_CAPACITY) {
            frames = new ArrayDeque<>(0);
            mostFrames = 0;
        }
        release();
        return taken;
    }

    public synchronized boolean isEmpty() {
        return frames.isEmpty();
    }

    /** What waits, in bytes, estimated. */
    public long pendingBytes() {
        return pendingBytes;
    }

    /** Takes nothing more; what it holds may still be taken. */
    public synchronized void refuse() {
        refusing = true;
    }

    /** Takes nothing more and forgets what it holds. */
    public synchronized void discard() {
        forget();
    }

    void evict() {
        discard();
        onEvicted.run();
    }

    private void forget() {
        refusing = true;
        for (OutboundFrame frame = frames.poll(); frame != null; frame = frames.poll()) {
            discharge(frame);
        }
        frames = new ArrayDeque<>(0);
        release();
    }

    /** Counts a frame, a shared one once for the node; true when that is more than the node may hold. */
    private boolean charge(OutboundFrame frame) {
        int bytes = frame.estimatedBytes();
        pendingBytes += bytes;
        if (frame.isShared()) {
            return frame.retain() && budget.reserve(bytes);
        }
        ownBytes += bytes;
        long missing = ownBytes - OutboundBudget.FREE_BYTES - reservedBytes;
        if (missing <= 0) {
            return false;
        }
        long step = Math.max(missing, OutboundBudget.STEP_BYTES);
        reservedBytes += step;
        return budget.reserve(step);
    }

    private void discharge(OutboundFrame frame) {
        int bytes = frame.estimatedBytes();
        pendingBytes -= bytes;
        if (!frame.isShared()) {
            ownBytes -= bytes;
        } else if (frame.release()) {
            budget.release(bytes);
        }
    }

    private void release() {
        long spare = reservedBytes - Math.max(0, ownBytes - OutboundBudget.FREE_BYTES);
        if (spare >= 2 * OutboundBudget.STEP_BYTES || (spare > 0 && ownBytes == 0)) {
            reservedBytes -= spare;
            budget.release(spare);
        }
    }
}
