package io.signalbox.gateway.mediation;

import io.signalbox.gateway.reverseproxy.PathPattern;
import io.signalbox.gateway.reverseproxy.ReverseProxyCheck;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.transport.websocket.CloseCode;

/** Rules of an item {@code websocket-mediation} that its schema cannot express. Stateless. */
public final class MediationCheck {
    private MediationCheck() {}

    /** Checks an item, and refuses what breaks a rule. */
    public static void check(ConfigItem item) {
        ConfigItem routes = item.member("routes");
        if (item.member("backend").isAbsent() && item.member("dispatch").isAbsent() && routes.isEmpty()) {
            item.error(
                    "nobody takes the messages of the clients",
                    "add 'backend', the WebSocket server behind the node, or 'dispatch', a procedure that answers");
        }
        checkBackend(item.member("backend"));
        for (ConfigItem route : routes.elements()) {
            checkRoute(item, route);
        }
        checkShutdown(item.member("shutdown"));
        ConfigItem level = item.member("broadcast_level");
        if (item.member("broadcast_topic").isPresent() && level.value().asInt() == 0) {
            item.member("broadcast_topic")
                    .warnAtKey("has no effect without a broadcast", "add 'broadcast_level' 1 or 2, or remove the key");
        }
    }

    private static void checkRoute(ConfigItem item, ConfigItem route) {
        ConfigItem path = route.member("path");
        if (path.isPresent()) {
            try {
                PathPattern.of(path.text(), "");
            } catch (IllegalArgumentException e) {
                path.refuse("'" + path.text() + "' " + e.getMessage(), "write /room/** for example");
            }
        }
        boolean isOpen = route.member("backend").isAbsent()
                && item.member("backend").isAbsent()
                && route.member("dispatch").isAbsent()
                && item.member("dispatch").isAbsent();
        if (isOpen) {
            route.error("nobody takes the messages of the clients", "add 'backend' or 'dispatch' to the route");
        }
        checkBackend(route.member("backend"));
    }

    private static void checkBackend(ConfigItem backend) {
        if (!backend.member("url").isPresent()) {
            return;
        }
        ReverseProxyCheck.checkBackend(backend);
        backend.member("http_proxy").checkBoth("user", "password");
    }

    private static void checkShutdown(ConfigItem shutdown) {
        ConfigItem code = shutdown.member("code");
        if (code.isPresent() && !CloseCode.mayTravel(code.value().asInt())) {
            code.refuse(
                    "no CLOSE may carry the code " + code.value().asText(), "write 1001, or a code from 3000 to 4999");
        }
    }
}
