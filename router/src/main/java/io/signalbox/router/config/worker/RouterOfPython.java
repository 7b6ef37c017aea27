package io.signalbox.router.config.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * Router that a component in Python connects to, as autobahn is told.
 *
 * @param endpoint what is connected to, as a string of Twisted; empty for host and port of the URL
 */
record RouterOfPython(String url, Optional<String> endpoint) {
    private static final String USUAL_PORT = "8080";
    private static final String CLEAR_PORT = "80";
    private static final String TLS_PORT = "443";
    private static final List<String> EVERY_INTERFACE = List.of("", "0.0.0.0", "::");

    /** Returns the router of the transport of the component, or the first WebSocket or RawSocket of the worker. */
    static RouterOfPython of(JsonNode component, JsonNode worker) {
        JsonNode transport = component.path("transport");
        if (transport.isObject()) {
            JsonNode endpoint = transport.path("endpoint");
            String url = transport.path("url").asText();
            boolean isWebSocket = !transport.path("type").asText().equals("rawsocket");
            return to(isWebSocket, endpoint, endpoint.path("host").asText("127.0.0.1"), "/", url);
        }
        for (JsonNode own : worker.path("transports")) {
            Optional<String> path = webSocketPath(own);
            if (path.isPresent()) {
                return to(true, own.path("endpoint"), host(own), path.get(), "");
            }
        }
        for (JsonNode own : worker.path("transports")) {
            if (own.path("type").asText().equals("rawsocket") || own.has("rawsocket")) {
                return to(false, own.path("endpoint"), host(own), "", "");
            }
        }
        return new RouterOfPython("ws://127.0.0.1:" + USUAL_PORT + "/ws", Optional.empty());
    }

    private static String host(JsonNode listening) {
        String address = listening.at("/endpoint/interface").asText();
        return EVERY_INTERFACE.contains(address) ? "127.0.0.1" : address;
    }

    private static Optional<String> webSocketPath(JsonNode transport) {
        if (transport.path("type").asText().equals("websocket")) {
            return Optional.of("/");
        }
        if (transport.path("websocket").isObject()
                && !transport.path("websocket").isEmpty()) {
            String first = transport.path("websocket").fieldNames().next();
            return Optional.of(first.equals("/") ? first : "/" + first);
        }
        for (JsonNode paths : List.of(transport.path("paths"), transport.at("/web/paths"))) {
            for (var path : paths.properties()) {
                if (path.getValue().path("type").asText().equals("websocket")) {
                    return Optional.of(path.getKey().equals("/") ? "/" : "/" + path.getKey());
                }
            }
        }
        return Optional.empty();
    }

    /** @param url the URL of the handshake; empty for the one of the endpoint */
    private static RouterOfPython to(boolean isWebSocket, JsonNode endpoint, String host, String path, String url) {
        boolean hasTls = endpoint.has("tls");
        String scheme = (isWebSocket ? "ws" : "rs") + (hasTls ? "s" : "") + "://";
        if (endpoint.path("type").asText().equals("unix")) {
            return new RouterOfPython(
                    url.isEmpty() ? scheme + "localhost" + (isWebSocket ? path : "") : url,
                    Optional.of("unix:" + escaped(endpoint.path("path").asText())));
        }
        // A variable stays one: the node expands it in the guest.
        String port = endpoint.path("port").asText(USUAL_PORT);
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        String derived = scheme + address + (isWebSocket ? path : "");
        boolean isHere = url.isEmpty()
                || (url + "/").startsWith(scheme + address + "/")
                || port.equals(hasTls ? TLS_PORT : CLEAR_PORT) && (url + "/").startsWith(scheme + host + "/");
        return new RouterOfPython(
                url.isEmpty() ? derived : url,
                isHere ? Optional.empty() : Optional.of((hasTls ? "tls:" : "tcp:") + escaped(host) + ":" + port));
    }

    /** Returns a text as a part of a string of Twisted. */
    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace(":", "\\:").replace("=", "\\=");
    }
}
