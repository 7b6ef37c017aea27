package io.signalbox.gateway.reverseproxy;

import io.signalbox.router.schema.ConfigItem;
import java.net.URI;
import java.net.URISyntaxException;

/** Rules of an item {@code websocket-reverseproxy} that its schema cannot express. Stateless. */
public final class ReverseProxyCheck {
    private ReverseProxyCheck() {}

    /** Checks an item, and refuses what breaks a rule. */
    public static void check(ConfigItem item) {
        ConfigItem backend = item.member("backend");
        ConfigItem routes = item.member("routes");
        if (backend.isAbsent() && routes.isEmpty()) {
            item.error(
                    "'backend' is missing",
                    "add it: the WebSocket server to which each client is connected; or add 'routes' to several");
        } else if (!backend.isAbsent() && !routes.isEmpty()) {
            routes.refuseKey("the item has a backend as well", "remove 'backend', or write it as a route");
        } else if (backend.isPresent()) {
            checkBackend(backend);
            ConfigItem compression = backend.member("options").member("compression");
            if (compression.isPresent()
                    && item.member("options").member("backend_compression").isPresent()) {
                compression.refuseKey(
                        "'backend_compression' of the service says the same", "remove one of the two keys");
            }
        }
        routes.elements().forEach(ReverseProxyCheck::checkRoute);
    }

    private static void checkRoute(ConfigItem route) {
        ConfigItem match = route.member("match");
        if (match.isPresent()) {
            try {
                PathPattern.of(match.text(), route.member("service").text());
            } catch (IllegalArgumentException e) {
                match.refuse("'" + match.text() + "' " + e.getMessage(), "write /{service}/ws/v1/** for example");
            }
        }
        for (ConfigItem backend : route.member("backends").elements()) {
            checkBackend(backend);
        }
    }

    /** Checks the address and the TLS of a WebSocket server. */
    public static void checkBackend(ConfigItem backend) {
        ConfigItem url = backend.member("url");
        ConfigItem endpoint = backend.member("endpoint");
        if (url.isAbsent() && endpoint.isAbsent()) {
            backend.error("the backend has no address", "add 'url', such as ws://127.0.0.1:9000/ws");
        }
        if (url.isPresent()) {
            checkUrl(url);
        }
        // A backend of a route has no endpoint.
        ConfigItem tls = endpoint.isAbsent() ? backend.member("tls") : endpoint.member("tls");
        if (url.isPresent() && url.text().startsWith("ws:") && tls.isPresent()) {
            url.refuse("'" + url.text() + "' is in clear, and the endpoint has TLS", "begin the URL with wss");
        }
        if (url.isPresent()
                && url.text().startsWith("wss:")
                && endpoint.member("type").text().equals("unix")) {
            url.refuse("a Unix domain socket has no TLS", "begin the URL with ws");
        }
        tls.checkBoth("key", "certificate");
    }

    private static void checkUrl(ConfigItem url) {
        try {
            URI uri = new URI(url.text());
            if (uri.getHost() == null || uri.getPort() == 0 || uri.getPort() > 0xFFFF) {
                url.refuse("'" + url.text() + "' names no host and port", "write ws://host:port/path");
            }
        } catch (URISyntaxException e) {
            url.refuse("'" + url.text() + "' is no URL: " + e.getReason(), "write ws://host:port/path");
        }
    }
}
