package io.signalbox.protocol.message;

/**
 * Placeholder for a message whose head, the elements before the arguments, exceeds the limit. The decoder skips such a head
 * and allocates no object of its size.
 *
 * @param rest the parts that an answer needs: the message with its ids, without a payload, with the options
 *     {@code acknowledge} and {@code progress} only where true, and with an empty string for each long string
 * @param headBytes the length of the head in bytes
 * @param maxHeadBytes the maximum length of a head in bytes
 */
public record TooLongHead(WampMessage rest, int headBytes, int maxHeadBytes) implements ClientMessage {

    @Override
    public MessageType type() {
        return rest.type();
    }

    /** Returns the error text for the sender. */
    public String explanation() {
        return "the head of this " + type() + ", everything in front of its arguments, has " + headBytes
                + " bytes; max_head_bytes is " + maxHeadBytes;
    }
}
