package io.signalbox.gateway.reverseproxy;

import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Item {@code websocket-reverseproxy} of a configuration.
 *
 * @param accept empty for {@link AcceptMode#AFTER_BACKEND}
 * @param forwardHeaders patterns of the names of request headers; empty for none
 * @param idleTimeoutMillis empty for the time of the node
 */
public record ReverseProxyItem(
        String id,
        Optional<BackendItem> backend,
        Optional<AcceptMode> accept,
        Optional<List<String>> forwardHeaders,
        int connectTimeoutMillis,
        OptionalInt idleTimeoutMillis,
        RelayOptions options) {

    /** Time at which the handshake of a client is accepted. */
    public enum AcceptMode {
        AFTER_BACKEND,
        BEFORE_BACKEND
    }

    /** WebSocket server. One of the two is present. */
    public record BackendItem(Optional<String> url, Optional<BackendEndpoint> endpoint) {}

    /** Address of a server. */
    public sealed interface BackendEndpoint {
        OptionalInt timeoutSeconds();
    }

    /** TCP port of a server. */
    public record TcpBackendEndpoint(
            String host, int port, OptionalInt version, OptionalInt timeoutSeconds, Optional<ConnectingTlsSettings> tls)
            implements BackendEndpoint {}

    /** Unix domain socket of a server. */
    public record UnixBackendEndpoint(Path path, OptionalInt timeoutSeconds) implements BackendEndpoint {}

    /**
     * Options of both connections of a session.
     *
     * @param maxFrameSizeBytes 0 for any length
     * @param maxMessageSizeBytes 0 for any length
     */
    public record RelayOptions(
            List<String> allowedOrigins,
            boolean allowNullOrigin,
            OptionalInt externalPort,
            boolean showServerVersion,
            int maxConnections,
            long maxFrameSizeBytes,
            long maxMessageSizeBytes,
            Timing timing) {}
}
