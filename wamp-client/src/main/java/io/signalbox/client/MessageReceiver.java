package io.signalbox.client;

import io.signalbox.protocol.connection.FlushBatch;
import io.signalbox.protocol.message.WampMessage;

/**
 * Receiver of the messages of a router, for a program that passes messages on as they are, such as a link between two routers. The
 * methods run on the threads that read and write, and must not block.
 *
 * <pre>{@code
 * WampClient watching = WampClient.builder("ws://127.0.0.1:8080/ws", "realm1")
 *         .receiver((message, flushes) -> message instanceof io.signalbox.protocol.message.Event)
 *         .build();
 * }</pre>
 */
@FunctionalInterface
public interface MessageReceiver {

    /** Leaves all messages to the client. */
    MessageReceiver NONE = (message, flushes) -> false;

    /**
     * Gets a message before the client. Messages arrive one at a time, in order.
     *
     * @param message its payload must not be kept after the return, except in messages that are sent
     * @param flushes flushes connections at the end of the round in which the transport reads
     * @return whether the client has nothing to do with the message
     */
    boolean onMessage(WampMessage message, FlushBatch flushes);

    /** Gets a message that was not sent, because it is longer than the router accepts. */
    default void onTooLong(WampMessage message) {}
}
