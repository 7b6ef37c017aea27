package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.message.WebSocketMessage;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.eclipse.jetty.http.MimeTypes;

/** Conversion of the body of a request to a message. Stateless and thread-safe. */
final class BodyText {
    private BodyText() {}

    /** Body that cannot be converted. The message is for the client. */
    static final class Undecodable extends Exception {
        private static final long serialVersionUID = 1L;

        Undecodable(String message) {
            super(message);
        }
    }

    /**
     * Returns a text message for {@code text}, JSON and XML, and a binary message for any other type.
     *
     * @param contentType the header Content-Type; may be null. The charset of text is UTF-8 if the header has none
     * @throws Undecodable if the body is not valid in its charset, or the charset is unknown
     */
    static WebSocketMessage message(String contentType, byte[] body) throws Undecodable {
        if (!isText(contentType)) {
            return WebSocketMessage.binary(body);
        }
        Charset charset = charset(MimeTypes.getCharsetFromContentType(contentType));
        try {
            CharBuffer text = charset.newDecoder().decode(ByteBuffer.wrap(body));
            return charset.equals(StandardCharsets.UTF_8)
                    ? new WebSocketMessage(false, body)
                    : WebSocketMessage.text(text.toString());
        } catch (CharacterCodingException e) {
            throw new Undecodable("The body is not valid " + charset + ".");
        }
    }

    static boolean isText(String contentType) {
        String type = contentType == null ? "" : MimeTypes.getContentTypeWithoutCharset(contentType);
        int end = type.indexOf(';');
        String plain = (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return plain.startsWith("text/") || plain.endsWith("/json") || plain.endsWith("/xml");
    }

    private static Charset charset(String name) throws Undecodable {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new Undecodable("The charset of the body is unknown.");
        }
    }
}
