package io.signalbox.gateway.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.WampException;
import io.signalbox.client.value.Arguments;
import io.signalbox.gateway.connection.ConnectionItem.DataFormat;
import io.signalbox.gateway.message.WebSocketMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Messages from the arguments of calls, events and results. Stateless and thread-safe. */
final class SentData {
    private static final String DATA = "data";
    private static final String BINARY = "binary";
    private static final Set<String> KEYS = Set.of(DATA, BINARY);

    private SentData() {}

    /**
     * Returns the message in arguments: the first argument, or the keyword arguments {@code data} and {@code binary}, or a dictionary
     * with these two as the first argument.
     *
     * @throws WampException {@code wamp.error.invalid_argument} if there is no message, or the connection cannot send its data
     */
    static WebSocketMessage of(Arguments arguments, DataFormat format, int maxBytes) {
        JsonNode first = arguments.args().path(0);
        ObjectNode kwargs = arguments.kwargs();
        WebSocketMessage message = kwargs.has(DATA)
                ? of(kwargs, format)
                : isPair(first, format) ? of((ObjectNode) first, format) : of(first, kwargs.path(BINARY), format);
        if (message.bytes().length > maxBytes) {
            throw invalid(
                    "the message has " + message.bytes().length + " bytes, and 'max_message_size' is " + maxBytes);
        }
        return message;
    }

    private static boolean isPair(JsonNode value, DataFormat format) {
        return format == DataFormat.TEXT
                && value instanceof ObjectNode object
                && object.has(DATA)
                && object.properties().stream().allMatch(member -> KEYS.contains(member.getKey()));
    }

    private static WebSocketMessage of(ObjectNode pair, DataFormat format) {
        return of(pair.path(DATA), pair.path(BINARY), format);
    }

    private static WebSocketMessage of(JsonNode data, JsonNode binary, DataFormat format) {
        if (data.isMissingNode()) {
            throw invalid("the message is missing: it is the first argument, or the keyword argument 'data'");
        }
        if (!binary.isMissingNode() && !binary.isNull() && !binary.isBoolean()) {
            throw invalid("'binary' is neither true nor false");
        }
        byte[] bytes = bytes(data, format);
        boolean isBinary = binary.isBoolean() ? binary.booleanValue() : data.isBinary();
        if (!isBinary && data.isBinary()) {
            checkText(bytes);
        }
        return new WebSocketMessage(isBinary, bytes);
    }

    private static byte[] bytes(JsonNode data, DataFormat format) {
        if (data.isBinary()) {
            try {
                return data.binaryValue();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        if (format == DataFormat.JSON) {
            return data.toString().getBytes(StandardCharsets.UTF_8);
        }
        if (data.isTextual()) {
            return data.textValue().getBytes(StandardCharsets.UTF_8);
        }
        throw invalid("the message is neither a text nor bytes; other values need 'data_format' json");
    }

    private static void checkText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw invalid("the bytes are no text in UTF-8; leave 'binary' out, or set it to true");
        }
    }

    private static WampException invalid(String text) {
        return new WampException(ConnectionErrors.INVALID_ARGUMENT, text);
    }
}
