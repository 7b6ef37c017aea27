package io.signalbox.gateway.outgoing;

import java.nio.charset.StandardCharsets;

/**
 * Whole message of a WebSocket. Nobody changes the bytes.
 *
 * @param bytes valid UTF-8 if the message is text
 */
public record SocketMessage(boolean isBinary, byte[] bytes) {
    /** Memory of a message beside its bytes. */
    private static final int OBJECT_BYTES = 64;

    /** Returns a text message. */
    public static SocketMessage text(String text) {
        return new SocketMessage(false, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a binary message. */
    public static SocketMessage binary(byte[] bytes) {
        return new SocketMessage(true, bytes);
    }

    /** Returns the text of a text message. */
    public String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the memory that the message keeps alive. */
    public long heldBytes() {
        return OBJECT_BYTES + (long) bytes.length;
    }
}
