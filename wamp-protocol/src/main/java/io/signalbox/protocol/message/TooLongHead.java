package io.signalbox.protocol.message;

/**
 * Stands for a message whose head, everything in front of its arguments, is longer than the receiver takes. The head was
 * passed over and nothing of its size was made of it.
 *
 * @param rest what an answer needs: the message with its ids, without payload, without options but {@code acknowledge} or
 *     {@code progress} where they are true, and with an empty string for each string that is itself long
 * @param headBytes how long the head is
 * @param maxHeadBytes how long it may be
 */
public record TooLongHead(WampMessage rest, int headBytes, int maxHeadBytes) implements ClientMessage {

    @Override
    public MessageType type() {
        return rest.type();
    }

    /** What is wrong, for people. */
    public String explanation() {
        return "the head of this " + type() + ", everything in front of its arguments, has " + headBytes
                + " bytes; max_head_bytes is " + maxHeadBytes;
    }
}
