package io.signalbox.protocol.message;

/**
 * One WAMP message. Maps of options and details hold String, Long, BigInteger, Double, Boolean, byte[], List, Map and
 * null values, as decoded from any of the wire formats; they must not be changed.
 */
public sealed interface WampMessage permits ClientMessage, RouterMessage {

    /** The type whose code is the first element on the wire. */
    MessageType type();
}
