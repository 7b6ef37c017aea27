package io.signalbox.gateway;

import io.signalbox.gateway.connection.ConnectionCheck;
import io.signalbox.gateway.httpwebsocket.HttpWebSocketCheck;
import io.signalbox.gateway.mediation.MediationCheck;
import io.signalbox.gateway.reverseproxy.ReverseProxyCheck;
import io.signalbox.router.extension.ExtendedNode;
import io.signalbox.router.extension.NodeExtension;
import io.signalbox.router.extension.RunningExtension;
import io.signalbox.router.schema.ConfigItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Extension of a node by the services of the WebSocket gateway. Stateless and thread-safe. */
public final class GatewayExtension implements NodeExtension {
    static final String REVERSE_PROXY = "websocket-reverseproxy";
    static final String DIAGNOSTICS = "websockets";
    private static final String CONNECTION = "websocket.connection";
    static final String HTTP_WEBSOCKET = "http-websocket";
    static final String MEDIATION = "websocket-mediation";

    @Override
    public Set<String> pathServices() {
        return Set.of(REVERSE_PROXY, DIAGNOSTICS, HTTP_WEBSOCKET, MEDIATION);
    }

    @Override
    public Set<String> connections() {
        return Set.of(CONNECTION);
    }

    @Override
    public void checkConnections(List<ConfigItem> connections, Path directory) {
        ConnectionCheck.check(connections, directory);
    }

    @Override
    public void check(ConfigItem item, Path directory) {
        switch (item.member("type").text()) {
            case REVERSE_PROXY -> ReverseProxyCheck.check(item);
            case HTTP_WEBSOCKET -> HttpWebSocketCheck.check(item);
            case MEDIATION -> MediationCheck.check(item);
            default -> {}
        }
    }

    @Override
    public RunningExtension assemble(ExtendedNode node) {
        return new Gateway(node);
    }
}
