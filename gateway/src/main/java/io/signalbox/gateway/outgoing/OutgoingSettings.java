package io.signalbox.gateway.outgoing;

import io.signalbox.transport.connecting.ConnectTarget;
import io.signalbox.transport.connecting.ReconnectPolicy;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.websocket.ClientHandshake;

/**
 * Settings of one outgoing socket.
 *
 * @param name names the item and the socket in log lines, such as {@code connection=feed}
 * @param idleTimeoutMillis time without a message after which the connection is closed with 1000, and opened again as the policy
 *     says; 0 for any time
 * @param maxMessageBytes maximum length of a received message; at least 1
 */
public record OutgoingSettings(
        String name,
        ConnectTarget target,
        ClientHandshake.Request request,
        ReconnectPolicy reconnect,
        Timing timing,
        long idleTimeoutMillis,
        int maxMessageBytes,
        OutboxTerms outbox) {

    /** What happens to a message for which the outbox has no room. */
    public enum Overflow {
        /** The new message is refused. */
        REJECT,
        /** The oldest messages that are not being written are dropped, as many as needed. */
        DROP_OLDEST
    }

    /**
     * Terms of the messages that wait for the socket.
     *
     * @param maxBytes maximum of the waiting messages, which an empty outbox takes in any case up to this length
     * @param takesEarly whether messages are taken while the first attempt to connect is under way
     */
    public record OutboxTerms(long maxBytes, Overflow overflow, boolean takesEarly) {}
}
