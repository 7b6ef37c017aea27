package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.OutboundFrame;

/**
 * One peer's transport as a realm sees it. Every method may be called from any thread, never blocks and never throws
 * for a peer that is gone.
 */
public interface WampConnection {

    /** Who is on the other end. */
    PeerInfo peer();

    /**
     * Appends a frame to the outbox without writing. Frames leave in the order in which they were appended; one that turns
     * out to be longer than the peer takes is left out, see {@link ConnectionListener#onTooLong}.
     *
     * @return whether the caller must see to it that {@link #flush()} is called: true for the first frame since the
     *     last flush began, false when a flush is owed already or the connection takes nothing more
     */
    boolean send(OutboundFrame frame);

    /** Writes what the outbox holds, as far as the peer takes it. Call it outside of any realm. */
    void flush();

    /**
     * Takes nothing more, writes what the outbox holds and closes; a peer that does not read that within the close
     * time-out is cut. Further calls do nothing.
     */
    void close(CloseReason reason);

    /** Stops reading behind the message that is being delivered; the rest of a batch waits too. */
    void pauseReading();

    /** Reads on after {@link #pauseReading()}; delivery goes on from a thread of the transport, never from this call. */
    void resumeReading();

    /** What waits in the outbox, in bytes. */
    long backlogBytes();

    /**
     * Whether more waits than a peer that keeps up would let pile up, or nothing is taken any more. A connection without
     * a backlog is never congested.
     */
    default boolean isCongested() {
        return false;
    }

    /**
     * Judges this peer by the terms of a role from now on: by those of the listener, except for what {@code role} says.
     * A connection without a backlog has no use for them.
     */
    default void overrideSlowConsumer(SlowConsumerOverride role) {}
}
