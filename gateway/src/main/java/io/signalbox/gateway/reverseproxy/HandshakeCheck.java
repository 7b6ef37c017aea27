package io.signalbox.gateway.reverseproxy;

import io.signalbox.transport.websocket.Handshake;
import io.signalbox.transport.websocket.OriginCheck;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Check of the handshake of a client, before any contact with a backend. Stateless and thread-safe. */
public final class HandshakeCheck {
    private HandshakeCheck() {}

    /**
     * Returns the reason why a handshake is refused; empty for one that may be connected.
     *
     * @param externalPort the port that clients use; empty for any
     */
    public static Optional<Refusal> refusal(Request request, OptionalInt externalPort, OriginCheck origins) {
        Optional<String> defect = PathCheck.defect(request.getHttpURI().getPath());
        if (defect.isPresent()) {
            return bad(defect.get());
        }
        if (!Handshake.isUpgrade(request)) {
            boolean isAttempt = request.getHeaders().contains(HttpHeader.UPGRADE);
            return isAttempt
                    ? bad("This is no WebSocket handshake of version 13 over HTTP/1.1.")
                    : refusal(HttpStatus.UPGRADE_REQUIRED_426, "This path serves WebSocket clients.");
        }
        if (request.getHeaders().contains(HttpHeader.CONNECTION, "close")) {
            return bad("The header Connection closes the connection that is to be upgraded.");
        }
        if (!Handshake.hasKey(request)) {
            return bad("Sec-WebSocket-Key is missing or wrong.");
        }
        if (!Handshake.isForPort(externalPort, request)) {
            return bad("The Host header names another port than " + externalPort.getAsInt() + ".");
        }
        String origin = request.getHeaders().get(HttpHeader.ORIGIN);
        if (!origins.allows(origin)) {
            return refusal(HttpStatus.FORBIDDEN_403, "The origin " + origin + " is not allowed here.");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> bad(String text) {
        return refusal(HttpStatus.BAD_REQUEST_400, text);
    }

    private static Optional<Refusal> refusal(int status, String text) {
        return Optional.of(new Refusal(status, text));
    }
}
