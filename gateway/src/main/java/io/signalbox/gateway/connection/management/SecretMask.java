package io.signalbox.gateway.connection.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.websocket.ShownSubprotocol;
import java.util.Map;
import java.util.Set;

/** Mask of the secrets in definitions that sessions read. Stateless and thread-safe. */
final class SecretMask {
    /** Text in the place of a secret. */
    static final String MASK = ShownSubprotocol.MASK;

    /** Texts in {@code auth} that are no secrets. */
    private static final Set<String> OPEN_AUTH =
            Set.of("authid", "pubkey", "router_pubkey", "dialect", "channel_binding");

    private static final Set<String> OPEN_USER = Set.of("user");

    /** Sessions do not see the names of files. */
    private static final Set<String> OPEN_TLS = Set.of("hostname");

    private SecretMask() {}

    /** Returns a definition without secrets. */
    static ObjectNode masked(ObjectNode definition) {
        ObjectNode shown = definition.deepCopy();
        shown.path("auth").forEach(method -> mask(method, OPEN_AUTH));
        mask(shown.path("basic_auth"), OPEN_USER);
        mask(shown.path("http_proxy"), Set.of());
        mask(shown.path("headers"), Set.of());
        mask(shown.path("tls"), OPEN_TLS);
        if (shown.path("subprotocols") instanceof ArrayNode names) {
            for (int i = 0; i < names.size(); i++) {
                if (names.get(i).isTextual()) {
                    names.set(i, ShownSubprotocol.of(names.get(i).textValue()));
                }
            }
        }
        if (shown.path("url").isTextual()) {
            shown.put("url", url(shown.path("url").textValue()));
        }
        return shown;
    }

    /** Returns whether a text of a masked definition stands for a secret, or ends with one. */
    static boolean isMask(String text) {
        return text.endsWith(MASK);
    }

    static String url(String url) {
        return RouterUrl.masked(url);
    }

    private static void mask(JsonNode holder, Set<String> open) {
        if (holder instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                boolean isText =
                        member.getValue().isTextual() || member.getValue().isArray();
                if (isText && !open.contains(member.getKey())) {
                    member.setValue(TextNode.valueOf(MASK));
                }
            }
        }
    }
}
