package io.signalbox.transport.connection;

import io.signalbox.protocol.codec.ProtocolViolation;
import io.signalbox.protocol.connection.CloseReason;
import io.signalbox.protocol.message.ErrorUri;
import io.signalbox.protocol.message.WireFormat;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Fault in the input of a connection, after which no message of the peer is delivered.
 *
 * @param violation the content of the ABORT
 * @param closing the content of the CLOSE
 */
record ReadFault(ProtocolViolation violation, CloseReason closing) {
    private static final int DECODED_CHARS = 1024;

    /** Returns the fault for a frame that violates the protocol of the transport. */
    static ReadFault brokenFrame(FramingViolation cause) {
        return switch (cause.kind()) {
            case TOO_LARGE, INVALID_PAYLOAD ->
                new ReadFault(
                        new ProtocolViolation(cause.getMessage()), new CloseReason(cause.kind(), cause.getMessage()));
            default -> protocolError(new ProtocolViolation("a broken frame: " + cause.getMessage()));
        };
    }

    /** Returns the fault for a message or frame above the limit. */
    static ReadFault tooLarge(int allowedBytes) {
        String text = "more than " + allowedBytes + " bytes in one message or frame";
        return new ReadFault(new ProtocolViolation(text), new CloseReason(CloseReason.Kind.TOO_LARGE, text));
    }

    /** Returns the fault for a message above the limit that applies before the session is established. */
    static ReadFault tooLargeHandshake(int allowedBytes) {
        String text = "more than " + allowedBytes + " bytes in a message before there is a session";
        return new ReadFault(
                new ProtocolViolation(
                        ErrorUri.LIMIT_EXCEEDED, text + "; max_handshake_message_size is " + allowedBytes),
                new CloseReason(CloseReason.Kind.TOO_LARGE, text));
    }

    /** Returns the fault for a text message in a binary format, or a binary message in a text format. */
    static ReadFault wrongKind(WireFormat format) {
        return protocolError(new ProtocolViolation(
                format.wireName() + " travels in " + (format.isBinary() ? "binary" : "text") + " frames"));
    }

    /** Returns the fault for bytes that are not a WAMP message. */
    static ReadFault undecodable(ProtocolViolation violation, byte[] bytes, int offset, int length, WireFormat format) {
        return format.isBinary() || isUtf8(bytes, offset, length) ? protocolError(violation) : notUtf8(violation);
    }

    /** Returns the fault for a message for which the node has no memory left. */
    static ReadFault nodeFull() {
        String text = "too many large messages at once, try again later";
        return new ReadFault(
                new ProtocolViolation(ErrorUri.LIMIT_EXCEEDED, text),
                new CloseReason(CloseReason.Kind.TRY_AGAIN_LATER, text));
    }

    private static ReadFault protocolError(ProtocolViolation violation) {
        return new ReadFault(violation, CloseReason.protocolError("protocol violation"));
    }

    private static ReadFault notUtf8(ProtocolViolation violation) {
        return new ReadFault(violation, new CloseReason(CloseReason.Kind.INVALID_PAYLOAD, "not valid UTF-8"));
    }

    /** Decodes in small steps, because all characters of a message would take twice its bytes. */
    private static boolean isUtf8(byte[] bytes, int offset, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        CharBuffer out = CharBuffer.allocate(DECODED_CHARS);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isOverflow()) {
            result = decoder.decode(in, out.clear(), true);
        }
        return result.isUnderflow();
    }
}
