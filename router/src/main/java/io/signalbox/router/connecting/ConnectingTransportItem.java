package io.signalbox.router.connecting;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.client.ClientLimits;
import io.signalbox.client.auth.AuthParser;
import io.signalbox.client.auth.Authentications;
import io.signalbox.client.auth.InvalidAuth;
import io.signalbox.protocol.codec.Subprotocol;
import io.signalbox.protocol.connection.SlowConsumer;
import io.signalbox.protocol.message.WireFormat;
import io.signalbox.transport.connecting.ConnectingProtocol;
import io.signalbox.transport.connecting.ConnectingSettings;
import io.signalbox.transport.connecting.Endpoint;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.connection.ConnectionSettings;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.rawsocket.RawSocketSettings;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.websocket.WebSocketClientSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/**
 * Connecting transport of a configuration.
 *
 * @param url empty for the URL of the endpoint
 * @param serializer the only serializer; empty for all of {@code serializers}
 * @param auth the credentials, whose files are absolute; empty for {@code anonymous}
 * @param debug whether all messages are written to the log
 */
public record ConnectingTransportItem(
        Optional<String> id,
        Protocol type,
        ConnectingEndpoint endpoint,
        Optional<String> url,
        List<WireFormat> serializers,
        Optional<WireFormat> serializer,
        ConnectingOptions options,
        Optional<JsonNode> auth,
        Optional<HttpProxyItem> httpProxy,
        ReconnectItem reconnect,
        boolean debug) {
    private static final int WRITE_TIMEOUT_MILLIS = 30_000;
    private static final int PING_BYTES = 12;

    /** Protocol of a connecting transport. */
    public enum Protocol {
        WEBSOCKET,
        RAWSOCKET
    }

    /** Address of a router. */
    public sealed interface ConnectingEndpoint {
        int timeoutSeconds();

        Endpoint endpoint();
    }

    /** TCP port of a router. */
    public record TcpConnectingEndpoint(
            String host, int port, OptionalInt version, int timeoutSeconds, Optional<ConnectingTlsSettings> tls)
            implements ConnectingEndpoint {
        @Override
        public Endpoint endpoint() {
            return new Endpoint.Tcp(host, port, version, tls);
        }
    }

    /** Unix domain socket of a router. */
    public record UnixConnectingEndpoint(Path path, int timeoutSeconds) implements ConnectingEndpoint {
        @Override
        public Endpoint endpoint() {
            return new Endpoint.Unix(path);
        }
    }

    /** Options of the connection. 0 disables the timeout or the ping. */
    public record ConnectingOptions(
            int maxMessageSizeBytes,
            int maxUnsentBytes,
            int autoPingIntervalMillis,
            int autoPingTimeoutMillis,
            int closeHandshakeTimeoutMillis) {}

    /** @param fallbackId the id of a transport without an id, for log lines */
    ConnectingSettings settings(String fallbackId) {
        return new ConnectingSettings(
                id.orElse(fallbackId),
                endpoint.endpoint(),
                TimeUnit.SECONDS.toMillis(endpoint.timeoutSeconds()),
                url.map(RouterUrl::parse),
                protocol(),
                httpProxy.map(HttpProxyItem::proxy),
                0,
                debug);
    }

    private ConnectingProtocol protocol() {
        int maxBytes = options.maxMessageSizeBytes();
        List<WireFormat> formats = serializer.map(List::of).orElse(serializers);
        Timing timing = new Timing(
                options.closeHandshakeTimeoutMillis(),
                WRITE_TIMEOUT_MILLIS,
                options.autoPingIntervalMillis(),
                options.autoPingTimeoutMillis(),
                PING_BYTES);
        return switch (type) {
            case RAWSOCKET ->
                new ConnectingProtocol.RawSocket(
                        formats, new RawSocketSettings(maxBytes, maxBytes, maxBytes, timing, backlog()));
            case WEBSOCKET -> {
                List<Subprotocol> offered = formats.stream()
                        .map(format -> new Subprotocol(format, false))
                        .toList();
                ConnectionSettings connections =
                        new ConnectionSettings(maxBytes, maxBytes, maxBytes, backlog(), timing, false);
                yield new ConnectingProtocol.WebSocket(
                        new WebSocketClientSettings(offered, connections, maxBytes, Optional.empty()));
            }
        };
    }

    /** Returns the limit at which the transport gives the router up. Requests fail at a smaller backlog. */
    private SlowConsumer backlog() {
        long room = (long) options.maxMessageSizeBytes() + options.maxUnsentBytes();
        return new SlowConsumer(4 * room, 0, SlowConsumer.Policy.DISCONNECT);
    }

    ClientLimits limits() {
        return ClientLimits.DEFAULTS
                .withMaxMessageBytes(options.maxMessageSizeBytes())
                .withMaxUnsentBytes(options.maxUnsentBytes());
    }

    /** @throws IllegalStateException if the credentials can no longer be used, as when a file has been removed */
    Authentications authentications() {
        if (auth.isEmpty()) {
            return Authentications.ANONYMOUS;
        }
        try {
            return AuthParser.parse(auth.get(), Path.of("").toAbsolutePath());
        } catch (InvalidAuth e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Does not contain the credentials. */
    @Override
    public String toString() {
        return "ConnectingTransportItem[type=" + type + ", endpoint=" + endpoint + ", url=" + url + "]";
    }
}
