package io.signalbox.gateway.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.signalbox.gateway.connection.ConnectionItem.DataFormat;
import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.outgoing.SocketClose;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Keyword arguments of hooks. Stateless and thread-safe. */
final class EventDetails {
    private static final ObjectReader JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .reader();

    private EventDetails() {}

    /** Returns what all events have. */
    private static Map<String, Object> of(ConnectionItem item, String type, int slot, Instant time) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("type", type);
        details.put("connection", item.id());
        details.put("url", item.shownUrl());
        details.put("slot", slot);
        details.put("ts", time.truncatedTo(ChronoUnit.MILLIS).toString());
        details.put("own", false);
        return details;
    }

    static Map<String, Object> connect(ConnectionItem item, EventOrigin origin, Instant time) {
        Map<String, Object> details = of(item, "connect", origin.slot(), time);
        details.put("subprotocol", origin.subprotocol());
        return details;
    }

    /** Returns the details of a message; empty for a text that is no JSON although it should be. */
    static Optional<Map<String, Object>> message(
            ConnectionItem item, EventOrigin origin, WebSocketMessage message, Instant time) {
        Map<String, Object> details = of(item, "message", origin.slot(), time);
        details.put("subprotocol", origin.subprotocol());
        details.put("binary", message.isBinary());
        if (message.isBinary()) {
            details.put("data", message.bytes());
        } else if (item.dataFormat() == DataFormat.TEXT) {
            details.put("data", message.text());
        } else {
            try {
                details.put("data", JSON.readTree(message.bytes()));
            } catch (JsonProcessingException malformed) {
                return Optional.empty();
            } catch (IOException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return Optional.of(details);
    }

    static Map<String, Object> close(ConnectionItem item, EventOrigin origin, SocketClose close, Instant time) {
        Map<String, Object> details = of(item, "close", origin.slot(), time);
        details.put("subprotocol", origin.subprotocol());
        details.put("own", close.isOwn());
        details.put("code", close.code());
        details.put("reason", close.reason());
        return details;
    }

    /** Returns the details of the end of a session at a router, which has no code. */
    static Map<String, Object> left(ConnectionItem item, String reason, boolean isOwn, Instant time) {
        Map<String, Object> details = of(item, "close", 0, time);
        details.put("own", isOwn);
        details.put("reason", reason);
        return details;
    }

    /** Returns the details of an event of a router. */
    static Map<String, Object> event(ConnectionItem item, String topic, Object args, Object kwargs, Instant time) {
        Map<String, Object> details = of(item, "message", 0, time);
        details.put("topic", topic);
        details.put("args", args);
        details.put("kwargs", kwargs);
        return details;
    }
}
