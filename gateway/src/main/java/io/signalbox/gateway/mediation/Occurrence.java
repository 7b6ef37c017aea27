package io.signalbox.gateway.mediation;

import io.signalbox.gateway.message.WebSocketMessage;
import io.signalbox.gateway.relay.SessionEnd;
import io.signalbox.gateway.relay.Side;
import io.signalbox.transport.websocket.CloseFrame;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keyword arguments by which a session tells its hooks what happens. Immutable and thread-safe. */
final class Occurrence {
    /** Code of a connection that has ended without CLOSE (RFC 6455 section 7.4.1, Defined Status Codes). */
    private static final int ABNORMAL = 1006;

    private final String connection;
    private final MediatedClient client;
    private final String subprotocol;
    private final ContentType type;

    /** @param connection the id of the session */
    Occurrence(String connection, MediatedClient client, String subprotocol, ContentType type) {
        this.connection = connection;
        this.client = client;
        this.subprotocol = subprotocol;
        this.type = type;
    }

    Map<String, Object> open() {
        Map<String, Object> kwargs = common("open", Side.CLIENT);
        kwargs.put("headers", client.headers());
        return kwargs;
    }

    /** @throws ContentType.InvalidContentException if the message is not of the content type of the session */
    Map<String, Object> message(Side from, WebSocketMessage message) throws ContentType.InvalidContentException {
        Map<String, Object> kwargs = common("message", from);
        kwargs.put("data", type.value(message));
        kwargs.put("binary", message.isBinary());
        return kwargs;
    }

    Map<String, Object> close(SessionEnd end) {
        Map<String, Object> kwargs = common("close", end.by().orElse(Side.BACKEND));
        put(end.why(), end.isFault() ? ABNORMAL : end.why().code(), kwargs);
        return kwargs;
    }

    Map<String, Object> fault(Fault fault) {
        Map<String, Object> kwargs = new LinkedHashMap<>();
        kwargs.put("stage", fault.stage().toString());
        kwargs.put("direction", direction(fault.from()));
        kwargs.put("connection", connection);
        kwargs.put("path", client.path());
        putIdentity(kwargs);
        put(fault.told(), fault.told().code(), kwargs);
        kwargs.put("error", fault.error());
        return kwargs;
    }

    private static void put(CloseFrame frame, int code, Map<String, Object> kwargs) {
        kwargs.put("code", code);
        kwargs.put("reason", frame.text());
    }

    private Map<String, Object> common(String what, Side from) {
        Map<String, Object> kwargs = new LinkedHashMap<>();
        kwargs.put("type", what);
        kwargs.put("direction", direction(from));
        kwargs.put("connection", connection);
        kwargs.put("path", client.path());
        kwargs.put("query", client.query());
        kwargs.put("client", client.address());
        putIdentity(kwargs);
        kwargs.put("subprotocol", subprotocol);
        kwargs.put("content_type", type.name());
        kwargs.put("ts", Instant.now().toString());
        return kwargs;
    }

    private void putIdentity(Map<String, Object> kwargs) {
        if (!client.identity().authid().isEmpty()) {
            kwargs.put("authid", client.identity().authid());
            kwargs.put("authrole", client.identity().authrole());
        }
    }

    private static String direction(Side from) {
        return from == Side.CLIENT ? "in" : "out";
    }
}
