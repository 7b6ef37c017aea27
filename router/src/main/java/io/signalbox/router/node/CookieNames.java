package io.signalbox.router.node;

import io.signalbox.router.document.UnboundItem;
import io.signalbox.router.node.TransportConfig.ExtensionPathService;
import io.signalbox.router.node.TransportConfig.ExtensionTransportConfig;
import io.signalbox.router.node.TransportConfig.PathPathService;
import io.signalbox.router.node.TransportConfig.PathService;
import io.signalbox.router.node.TransportConfig.RawSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.UniversalTransportConfig;
import io.signalbox.router.node.TransportConfig.WebService;
import io.signalbox.router.node.TransportConfig.WebSocketPathService;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names of the cookies by which the listeners of a node recognize clients. Confined to one thread. */
final class CookieNames {
    private final Set<String> names = new HashSet<>();

    private CookieNames() {}

    /** Returns the names of all listeners, also of disabled workers: browsers still have the cookies of those. */
    static Set<String> of(NodeConfig config) {
        CookieNames found = new CookieNames();
        config.routers().forEach(worker -> worker.transports().forEach(found::add));
        return Set.copyOf(found.names);
    }

    private void add(TransportConfig transport) {
        switch (transport) {
            case WebSocketTransportConfig webSocket -> add(webSocket.cookie());
            case WebTransportConfig web -> add(web.paths().values());
            case UniversalTransportConfig universal -> {
                add(universal.websocket().values());
                add(universal.web().map(WebService::paths).orElse(Map.of()).values());
            }
            case RawSocketTransportConfig raw -> {}
            case ExtensionTransportConfig extension -> add(extension.item());
        }
    }

    private void add(Collection<? extends PathService> services) {
        for (PathService service : services) {
            if (service instanceof WebSocketPathService wamp) {
                add(wamp.cookie());
            } else if (service instanceof PathPathService nested) {
                add(nested.paths().values());
            } else if (service instanceof ExtensionPathService extension) {
                add(extension.item());
            }
        }
    }

    private void add(UnboundItem item) {
        add(item.bind(RequestAuthItem.class).cookie());
    }

    private void add(Optional<CookieConfig> cookie) {
        cookie.ifPresent(config -> names.add(config.attributes().name()));
    }
}
