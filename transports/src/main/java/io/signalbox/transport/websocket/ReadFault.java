package io.signalbox.transport.websocket;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.exception.CloseException;

/**
 * Why nothing more is taken from a peer.
 *
 * @param violation what its ABORT says
 * @param closing its CLOSE, with the code that RFC 6455 section 7.4.1 has for this
 */
record ReadFault(ProtocolViolation violation, CloseReason closing) {
    private static final String LIMIT_EXCEEDED = "signalbox.error.limit_exceeded";

    /** A frame that breaks RFC 6455. */
    static ReadFault brokenFrame(CloseException cause, int allowedBytes) {
        return switch (cause.getStatusCode()) {
            case CloseStatus.MESSAGE_TOO_LARGE -> tooLarge(allowedBytes);
            case CloseStatus.BAD_PAYLOAD -> notUtf8(new ProtocolViolation("a CLOSE whose text is not valid UTF-8"));
            default -> protocolError(new ProtocolViolation("a broken frame: " + cause.getMessage()));
        };
    }

    /** A message or frame beyond the limit. */
    static ReadFault tooLarge(int allowedBytes) {
        String text = "more than " + allowedBytes + " bytes in one message or frame";
        return new ReadFault(new ProtocolViolation(text), new CloseReason(CloseStatus.MESSAGE_TOO_LARGE, text));
    }

    /** A message beyond what is taken from a peer that nobody knows yet. */
    static ReadFault tooLargeHandshake(int allowedBytes) {
        String text = "more than " + allowedBytes + " bytes in a message before there is a session";
        return new ReadFault(
                new ProtocolViolation(LIMIT_EXCEEDED, text + "; max_handshake_message_size is " + allowedBytes),
                new CloseReason(CloseStatus.MESSAGE_TOO_LARGE, text));
    }

    /** A frame of the other kind than the serializer's. */
    static ReadFault wrongKind(String format, boolean isBinary) {
        return protocolError(
                new ProtocolViolation(format + " travels in " + (isBinary ? "binary" : "text") + " frames"));
    }

    /** What is no WAMP message; {@code bytes} are all of the WebSocket message. */
    static ReadFault undecodable(ProtocolViolation violation, byte[] bytes, boolean isBinary) {
        return isBinary || isUtf8(bytes) ? protocolError(violation) : notUtf8(violation);
    }

    /** Too many large messages are under way in the node. */
    static ReadFault nodeFull() {
        String text = "too many large messages at once, try again later";
        return new ReadFault(
                new ProtocolViolation(LIMIT_EXCEEDED, text), new CloseReason(CloseStatus.TRY_AGAIN_LATER, text));
    }

    private static ReadFault protocolError(ProtocolViolation violation) {
        return new ReadFault(violation, CloseReason.protocolError("protocol violation"));
    }

    private static ReadFault notUtf8(ProtocolViolation violation) {
        return new ReadFault(violation, new CloseReason(CloseStatus.BAD_PAYLOAD, "not valid UTF-8"));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
