package io.signalbox.protocol.connection;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.message.WampMessage;

/**
 * What the owner of a connection hears. Messages and violations of one connection arrive in order and one at a time,
 * each outermost on a thread of the transport: a delivery is never nested in another one, nor in a flush.
 */
public interface ConnectionListener {

    /**
     * Whether what comes next belongs to a session. Before there is one, nobody is known, and messages may be as long only
     * as a handshake takes. Asked by the thread that delivers.
     */
    default boolean hasSession() {
        return true;
    }

    /**
     * A message has arrived.
     *
     * @param sizeBytes what it took on the wire, for the accounting of credit
     * @param flushes where to leave the connections that were written to, and messages that wait for the end of the
     *     round; the transport flushes it when it is due and when the round is over
     */
    void onMessage(WampMessage message, int sizeBytes, FlushBatch flushes);

    /**
     * The peer sent what cannot be taken; nothing more will be delivered. The listener answers with ABORT and closes,
     * both behind the answers to what came before.
     *
     * @param closing what to close with
     */
    void onViolation(ProtocolViolation violation, CloseReason closing, FlushBatch flushes);

    /**
     * The peer closes; nothing more will be delivered. The listener closes too, behind the answers to what came before.
     *
     * @param why the peer's code and text
     */
    void onPeerCloses(String why, FlushBatch flushes);

    /**
     * The peer reads too slowly: told once per episode, on any thread and possibly within a call to {@link
     * WampConnection#send}.
     *
     * @param applied what happens to it; after {@link SlowConsumer.Policy#DISCONNECT} nothing is taken any more
     */
    default void onSlow(SlowConsumer.Policy applied) {}

    /**
     * A message was left out because it is longer than what the peer's transport takes; what stands behind it is sent.
     * Told for each, when its length is known: on any thread, possibly within a call to {@link WampConnection#flush}, and
     * before anything behind it is written.
     */
    default void onTooLong(WampMessage message) {}

    /** The connection is gone. Called once, after the last delivery, on any thread. */
    void onClosed(String why);
}
