package io.signalbox.router.node;

import io.signalbox.router.config.ConfigLoader;
import io.signalbox.router.node.TransportConfig.ConnectionOptions;
import io.signalbox.router.node.TransportConfig.Endpoint;
import io.signalbox.router.node.TransportConfig.ExtensionTransportConfig;
import io.signalbox.router.node.TransportConfig.RawSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.UniversalTransportConfig;
import io.signalbox.router.node.TransportConfig.WebSocketOptions;
import io.signalbox.router.node.TransportConfig.WebSocketTransportConfig;
import io.signalbox.router.node.TransportConfig.WebTransportConfig;
import io.signalbox.transport.port.HttpSettings;
import io.signalbox.transport.port.ListenerSettings;
import io.signalbox.transport.port.SocketSettings;
import java.util.List;

/** Settings of the port of a listener, from the options of its services. Stateless. */
final class PortSettings {
    private PortSettings() {}

    private static HttpSettings http(TransportConfig transport) {
        return switch (transport) {
            case WebTransportConfig web -> web.options().http();
            case UniversalTransportConfig universal ->
                universal.web().map(web -> web.options().http()).orElse(HttpSettings.DEFAULTS);
            case WebSocketTransportConfig webSocket -> HttpSettings.DEFAULTS;
            case RawSocketTransportConfig rawSocket -> HttpSettings.DEFAULTS;
            case ExtensionTransportConfig extension -> HttpSettings.DEFAULTS;
        };
    }

    /** Returns the settings of a port: of what its services say, the most generous counts. */
    static ListenerSettings of(String listener, TransportConfig transport, List<? extends ConnectionOptions> paths) {
        Endpoint endpoint = transport.endpoint();
        List<? extends ConnectionOptions> all =
                paths.isEmpty() ? List.of(ConfigLoader.defaults("websocketOptions", WebSocketOptions.class)) : paths;
        long openHandshakeTimeoutMillis = 0;
        int maxConnections = 0;
        boolean tcpNoDelay = false;
        boolean unlimited = false;
        for (ConnectionOptions options : all) {
            unlimited |= options.openHandshakeTimeoutMillis() == 0;
            openHandshakeTimeoutMillis = Math.max(openHandshakeTimeoutMillis, options.openHandshakeTimeoutMillis());
            maxConnections = Math.max(maxConnections, options.maxConnections());
            tcpNoDelay |= options.tcpNodelay();
        }
        return new ListenerSettings(
                listener,
                endpoint.address(),
                maxConnections,
                Runtime.getRuntime().availableProcessors(),
                unlimited ? 0 : openHandshakeTimeoutMillis,
                http(transport),
                endpoint.addresses(),
                new SocketSettings(
                        endpoint.backlog(), endpoint.maxAcceptRate(), tcpNoDelay, endpoint.sendBufferBytes()));
    }
}
