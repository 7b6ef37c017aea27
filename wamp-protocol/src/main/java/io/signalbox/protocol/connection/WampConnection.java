package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.OutboundFrame;

/**
 * Connection to one peer. Thread-safe. No method blocks, and none throws because the peer is disconnected.
 */
public interface WampConnection {

    /** Returns the properties of the peer. */
    PeerInfo peer();

    /**
     * Appends a frame to the outbox without writing. Frames are sent in the order in which they were appended. A frame
     * above the maximum message size of the peer is not sent, see {@link ConnectionListener#onTooLong}.
     *
     * @return whether the caller has to call {@link #flush()}: true for the first frame since the last flush began, false
     *     when a flush is pending already or the connection accepts no frame
     */
    boolean send(OutboundFrame frame);

    /** Writes the frames of the outbox until the peer's receive window is full. Called outside of any realm. */
    void flush();

    /**
     * Accepts no further frame, writes the frames of the outbox and closes. A peer that does not read them within the
     * close timeout is disconnected. Idempotent.
     */
    void close(CloseReason reason);

    /** Pauses reading after the message that is being delivered, also within a batch of messages. */
    void pauseReading();

    /** Resumes reading after {@link #pauseReading()}, on a thread of the transport and never within this call. */
    void resumeReading();

    /** Returns the backlog of the outbox in bytes. */
    long backlogBytes();

    /**
     * Returns whether the backlog has reached the high mark of {@link SlowConsumer}, or the connection accepts no frame. A
     * connection without a backlog is never congested.
     */
    default boolean isCongested() {
        return false;
    }

    /**
     * Overrides the listener's limits for slow peers with the limits of a role. No effect on a connection without a
     * backlog.
     */
    default void overrideSlowConsumer(SlowConsumerOverride role) {}
}
