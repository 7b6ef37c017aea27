package io.signalbox.protocol.message;

/**
 * WAMP message. Maps of options and details contain String, Long, BigInteger, Double, Boolean, byte[], List, Map and null
 * values, as decoded from any wire format, and must not be modified.
 */
public sealed interface WampMessage permits ClientMessage, RouterMessage {

    /** Returns the message type. */
    MessageType type();
}
