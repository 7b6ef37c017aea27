package io.signalbox.transport.outbox;

import io.signalbox.protocol.codec.OutboundFrame;

/**
 * Frames, first in first out, in a chain of segments. Guarded by the lock of its outbox.
 *
 * <p>One array for all would be old when a backlog is long: it is copied as it grows, and every frame put into it has to
 * be noted for the collector. A segment is filled while it is young and never written again, so that hundreds of long
 * backlogs cost hardly more than short ones.
 */
final class FrameQueue {
    private static final int FIRST_SLOTS = 8;
    private static final int MOST_SLOTS = 256;

    private Segment first;
    private Segment last;

    /** The next slot to be taken, in the first segment. */
    private int taken;

    /** The next slot to be filled, in the last one. */
    private int filled;

    private int size;

    /** Of the newest frames those that {@link #nextFresh} has not answered with; and its place, where older ones stand. */
    private int fresh;

    private Segment freshIn;
    private int freshSlot;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(OutboundFrame frame) {
        if (last == null) {
            first = new Segment(FIRST_SLOTS);
            last = first;
        } else if (filled == last.frames.length) {
            last.next = new Segment(Math.min(2 * filled, MOST_SLOTS));
            last = last.next;
            filled = 0;
        }
        last.frames[filled++] = frame;
        size++;
        fresh++;
    }

    /** The oldest frame that this has not answered with and that is still here, or null; it stays. */
    OutboundFrame nextFresh() {
        if (fresh == 0) {
            return null;
        }
        if (fresh == size) {
            freshIn = first;
            freshSlot = taken;
        } else if (freshSlot == freshIn.frames.length) {
            freshIn = freshIn.next;
            freshSlot = 0;
        }
        fresh--;
        return freshIn.frames[freshSlot++];
    }

    /** Returns the oldest frame, which stays, or null. */
    OutboundFrame peek() {
        return size == 0 ? null : first.frames[taken];
    }

    /** The oldest frame, or null. */
    OutboundFrame poll() {
        if (size == 0) {
            return null;
        }
        OutboundFrame[] frames = first.frames;
        OutboundFrame frame = frames[taken];
        frames[taken++] = null;
        size--;
        fresh = Math.min(fresh, size);
        if (size == 0) {
            // The segment is kept: a peer that keeps up needs no other one.
            taken = 0;
            filled = 0;
        } else if (taken == frames.length) {
            first = first.next;
            taken = 0;
        }
        return frame;
    }

    private static final class Segment {
        private final OutboundFrame[] frames;
        private Segment next;

        Segment(int slots) {
            frames = new OutboundFrame[slots];
        }
    }
}
