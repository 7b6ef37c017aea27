package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.WampMessage;

/**
 * Listener of one connection: receives messages, violations and the close. Messages and violations are delivered in order
 * and one at a time, on a thread of the transport. A delivery is nested neither in another delivery nor in a flush.
 */
public interface ConnectionListener {

    /**
     * Returns whether the next message belongs to a session. Before the session is established the peer is
     * unauthenticated, and the limit for handshake messages applies. Called on the delivering thread.
     */
    default boolean hasSession() {
        return true;
    }

    /**
     * Handles a message.
     *
     * @param sizeBytes the size on the wire, charged to the credit of the session
     * @param flushes the batch for connections that need a flush and for entries that run at the end of the round; the
     *     transport flushes the batch when it is due and at the end of the round
     */
    void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes);

    /**
     * Handles a protocol violation, after which no message is delivered. The listener sends ABORT and closes, after the
     * answers to the preceding messages.
     *
     * @param closing the reason for the close
     */
    void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes);

    /**
     * Handles the close by the peer, after which no message is delivered. The listener closes too, after the answers to
     * the preceding messages.
     *
     * @param why the close code and text of the peer
     */
    void onPeerCloses(String why, FlushBatch flushes);

    /**
     * Reports that the peer reads too slowly. Called once per episode, on any thread, possibly within {@link
     * WampConnection#send}.
     *
     * @param applied the applied policy; after {@link SlowConsumer.Policy#DISCONNECT} the connection accepts no frame
     */
    default void onSlow(SlowConsumer.Policy applied) {}

    /**
     * Reports an outbound message that exceeds the maximum message size of the peer and was not sent. Following messages
     * are sent. Called for each such message when its length is known, before the following frames are written, on any
     * thread, possibly within {@link WampConnection#flush}.
     */
    default void onTooLong(WampMessage message) {}

    /** Handles the end of the connection. Called once, after the last delivery, on any thread. */
    void onClosed(String why);
}
