package io.signalbox.client;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.ClientMessage;
import java.util.function.LongFunction;

/**
 * Sender of messages of one session, for a program whose {@link MessageReceiver} gets the answers. Payloads are translated into the
 * format of the connection if they have another one. Thread-safe.
 *
 * <pre>{@code
 * session.sender().request(id -> new io.signalbox.protocol.message.Publish(
 *         id, Map.of(), "com.example.topic", io.signalbox.protocol.message.Payload.EMPTY));
 * }</pre>
 */
public final class MessageSender {
    private final Requests requests;

    MessageSender(Requests requests) {
        this.requests = requests;
    }

    /**
     * Sends a request, unless the session has ended, or as many bytes wait to be sent as {@link ClientLimits} permits.
     *
     * @param message creates the message with the id of the request, before an answer can arrive
     * @param flushes flushes the connection
     * @return whether the message was sent
     */
    public boolean request(LongFunction<ClientMessage> message, FlushBatch flushes) {
        return requests.hasRoom() && requests.sendPassed(message, flushes);
    }

    /**
     * Sends a request at once, whatever waits to be sent, unless the session has ended.
     *
     * @param message creates the message with the id of the request, before an answer can arrive
     * @return whether the message was sent
     */
    public boolean request(LongFunction<ClientMessage> message) {
        return requests.sendPassed(message, null);
    }

    /** Sends a message that is no request, such as YIELD or CANCEL. No effect if the session has ended. */
    public void reply(ClientMessage message, FlushBatch flushes) {
        requests.sendReply(message, flushes);
    }

    /** Sends a message that is no request at once. No effect if the session has ended. */
    public void reply(ClientMessage message) {
        requests.sendReply(message);
    }
}
