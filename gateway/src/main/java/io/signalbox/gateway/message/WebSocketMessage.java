package io.signalbox.gateway.message;

import java.nio.charset.StandardCharsets;

/**
 * Whole message of a WebSocket. Thread-safe.
 *
 * @param isBinary whether the message is binary; otherwise the message is text
 * @param bytes the payload, which does not change; valid UTF-8 if the message is text
 */
public record WebSocketMessage(boolean isBinary, byte[] bytes) {
    /** Memory of a message beside its bytes. */
    private static final int OBJECT_BYTES = 64;

    /** Returns a text message. */
    public static WebSocketMessage text(String text) {
        return new WebSocketMessage(false, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns a binary message. */
    public static WebSocketMessage binary(byte[] bytes) {
        return new WebSocketMessage(true, bytes);
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
