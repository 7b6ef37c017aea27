package io.signalbox.gateway.mediation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.signalbox.gateway.message.WebSocketMessage;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Content type of the messages of a session, by which they become values for procedures and back. Immutable and thread-safe.
 *
 * @param name may be empty
 */
record ContentType(String name) {
    static final ContentType NONE = new ContentType("");

    /** Subprotocol of WSO2, by which a client names the content type of its messages. */
    private static final Pattern SYNAPSE = Pattern.compile("synapse\\(contentType='([^']{1,100})'\\)");

    private static final Pattern JSON = Pattern.compile("application/(?:json|[^;]*\\+json)");
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Returns the content type that a subprotocol names; empty for another subprotocol. */
    static Optional<ContentType> ofSubprotocol(String subprotocol) {
        Matcher named = SYNAPSE.matcher(subprotocol);
        return named.matches() ? Optional.of(new ContentType(named.group(1))) : Optional.empty();
    }

    private boolean isJson() {
        String type = name.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return JSON.matcher(type).matches();
    }

    /**
     * Returns the value of a message for a procedure: bytes of a binary message, a tree of a JSON document, and otherwise a text.
     *
     * @throws InvalidContentException if the message is not of this type
     */
    Object value(WebSocketMessage message) throws InvalidContentException {
        if (message.isBinary()) {
            return message.bytes();
        }
        if (!isJson()) {
            return message.text();
        }
        try {
            JsonNode tree = MAPPER.readTree(message.text());
            if (tree.isMissingNode()) {
                throw new InvalidContentException("the message is empty, and no JSON document");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new InvalidContentException("the message is no JSON document: " + e.getOriginalMessage());
        }
    }

    /** Returns the message of a value: bytes are a binary message; other values are a text if they are one, and otherwise JSON. */
    WebSocketMessage message(JsonNode value) {
        if (value.isBinary()) {
            try {
                return WebSocketMessage.binary(value.binaryValue());
            } catch (IOException e) {
                throw new IllegalStateException("a binary value has its bytes", e);
            }
        }
        String text = value.isTextual() && !isJson() ? value.textValue() : value.toString();
        return WebSocketMessage.text(text);
    }

    /** Message that is not of its content type. */
    static final class InvalidContentException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidContentException(String message) {
            super(message, null, false, false);
        }
    }
}
