package io.signalbox.client;

import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connecting.ConnectRules;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Options of the transport of a client, from which the settings of a connecting transport are made. Immutable. */
record TransportOptions(
        RouterUrl url,
        List<WireFormat> serializers,
        TlsOptions tls,
        Optional<ProxyOptions> proxy,
        ClientLimits limits,
        Duration connectTimeout,
        Duration closeTimeout,
        Duration writeTimeout,
        Duration pingInterval,
        Duration pingTimeout,
        boolean logsMessages,
        ConnectRules rules) {
    private static final String ID = "wamp-client";
    private static final int PING_BYTES = 12;

    ConnectingSettings settings() {
        return new ConnectingSettings(
                ID,
                endpoint(),
                connectTimeout.toMillis(),
                Optional.of(url),
                protocol(),
                proxy.map(ProxyOptions::settings),
                0,
                logsMessages,
                rules);
    }

    private Endpoint endpoint() {
        return url.endpoint() instanceof Endpoint.Tcp tcp && url.isEncrypted()
                ? new Endpoint.Tcp(tcp.host(), tcp.port(), tcp.version(), Optional.of(tls.settings()))
                : url.endpoint();
    }

    private ConnectingProtocol protocol() {
        int maxBytes = limits.maxMessageBytes();
        Timing timing = new Timing(
                closeTimeout.toMillis(),
                writeTimeout.toMillis(),
                pingInterval.toMillis(),
                pingTimeout.toMillis(),
                PING_BYTES);
        if (!url.isWebSocket()) {
            return new ConnectingProtocol.RawSocket(
                    serializers, new RawSocketSettings(maxBytes, maxBytes, maxBytes, timing, backlog()));
        }
        List<Subprotocol> subprotocols = serializers.stream()
                .map(format -> new Subprotocol(format, false))
                .toList();
        ConnectionSettings connections = new ConnectionSettings(maxBytes, maxBytes, maxBytes, backlog(), timing, false);
        return new ConnectingProtocol.WebSocket(
                new WebSocketClientSettings(subprotocols, connections, maxBytes, Optional.empty()));
    }

    /**
     * Returns the limit at which the transport gives the connection up. The client stops sending at a smaller backlog, but not
     * with answers that it owes the router.
     */
    private SlowConsumer backlog() {
        long room = limits.maxMessageBytes() + limits.maxUnsentBytes();
        return new SlowConsumer(4 * room, 0, SlowConsumer.Policy.DISCONNECT);
    }
}
