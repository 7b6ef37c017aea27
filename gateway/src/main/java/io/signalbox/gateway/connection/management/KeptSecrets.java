package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.signalbox.client.WampException;
import io.signalbox.gateway.connection.ConnectionErrors;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Secrets that a changed definition keeps. The author of the change need not know these secrets, and could read them from the requests
 * to a server of the author's choice. Stateless and thread-safe.
 */
final class KeptSecrets {
    private static final List<String> HOLDERS = List.of("auth", "basic_auth", "headers", "subprotocols");

    private KeptSecrets() {}

    /** Server that gets the secrets of a definition. */
    private record Server(String remote, String scheme, String host, int port) {
        static Server of(ObjectNode definition) {
            String url = definition.path("url").asText();
            Endpoint.Tcp tcp = (Endpoint.Tcp) RouterUrl.parse(url).endpoint();
            return new Server(
                    definition.path("remote").asText("websocket"),
                    URI.create(url).getScheme().toLowerCase(Locale.ROOT),
                    tcp.host().toLowerCase(Locale.ROOT),
                    tcp.port());
        }
    }

    /**
     * Checks a change.
     *
     * @param before the valid definition before the change
     * @param after the valid definition with the patch
     * @throws WampException {@code signalbox.error.invalid_definition} if the change names another server, and keeps a secret
     */
    static void check(ObjectNode before, ObjectNode patch, ObjectNode after) {
        if (Server.of(before).equals(Server.of(after))) {
            return;
        }
        List<String> kept = new ArrayList<>();
        ObjectNode masked = SecretMask.masked(after);
        for (String holder : HOLDERS) {
            if (isKept(masked.path(holder), patch.path(holder))) {
                kept.add(holder);
            }
        }
        String url = after.path("url").asText();
        if (URI.create(url).getRawQuery() != null && !patch.path("url").asText().equals(url)) {
            kept.add("url");
        }
        if (!kept.isEmpty()) {
            throw new WampException(
                    ConnectionErrors.INVALID_DEFINITION,
                    "$: the change names another server (scheme, host, port or remote) and keeps secrets in "
                            + String.join(", ", kept)
                            + " - supply the secrets again for another server, or remove them with null");
        }
    }

    private static boolean isKept(JsonNode masked, JsonNode given) {
        if (masked.isTextual()) {
            return SecretMask.isMask(masked.asText())
                    && (given.isMissingNode() || given.asText().equals(masked.asText()));
        }
        if (masked.isArray()) {
            for (int i = 0; i < masked.size(); i++) {
                if (isKept(masked.path(i), given.path(i))) {
                    return true;
                }
            }
        }
        for (Map.Entry<String, JsonNode> member : masked.properties()) {
            if (isKept(member.getValue(), given.path(member.getKey()))) {
                return true;
            }
        }
        return false;
    }
}
