package io.signalbox.transport.websocket;

import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.transport.connection.FramingViolation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Content of a CLOSE frame (RFC 6455 section 5.5.1, Close).
 *
 * @param code the close code; {@link CloseCode#NO_STATUS} in a CLOSE without content
 * @param text the reason, for people
 */
public record CloseFrame(int code, String text) {
    private static final int MAX_TEXT_BYTES = 123;

    /**
     * Parses the payload of a CLOSE.
     *
     * @throws FramingViolation if the payload is one byte, has a code that no frame may carry, or a text that is not UTF-8
     */
    public static CloseFrame parse(byte[] payload) throws FramingViolation {
        if (payload.length == 0) {
            return new CloseFrame(CloseCode.NO_STATUS, "");
        }
        if (payload.length == 1) {
            throw new FramingViolation(CloseReason.Kind.PROTOCOL_ERROR, "a CLOSE of one byte");
        }
        ByteBuffer bytes = ByteBuffer.wrap(payload);
        int code = bytes.getShort() & 0xFFFF;
        if (!CloseCode.mayTravel(code)) {
            throw new FramingViolation(CloseReason.Kind.PROTOCOL_ERROR, "a CLOSE with the code " + code);
        }
        try {
            return new CloseFrame(
                    code, StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new FramingViolation(CloseReason.Kind.INVALID_PAYLOAD, "a CLOSE whose text is not valid UTF-8");
        }
    }

    /** Returns a CLOSE whose text is shortened, if necessary, to what a control frame has room for, at the end of a character. */
    public static CloseFrame shortened(int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= MAX_TEXT_BYTES) {
            return new CloseFrame(code, text);
        }
        int end = MAX_TEXT_BYTES;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new CloseFrame(code, new String(bytes, 0, end, StandardCharsets.UTF_8));
    }

    /** Returns the payload. The code must be one that a frame may carry, or {@link CloseCode#NO_STATUS} for an empty payload. */
    public byte[] payload() {
        if (code == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Short.BYTES + bytes.length)
                .putShort((short) code)
                .put(bytes)
                .array();
    }

    @Override
    public String toString() {
        return text.isEmpty() ? "code " + code : code + " " + text;
    }
}
