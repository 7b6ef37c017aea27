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
record CloseFrame(int code, String text) {

    /**
     * Parses the payload of a CLOSE.
     *
     * @throws FramingViolation if the payload is one byte, has a code that no frame may carry, or a text that is not UTF-8
     */
    static CloseFrame parse(byte[] payload) throws FramingViolation {
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

    /** Returns the payload. The code must be one that a frame may carry. */
    byte[] payload() {
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
