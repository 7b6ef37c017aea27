package io.signalbox.gateway.reverseproxy;

import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import io.signalbox.transport.websocket.WebSocketSettings.Compression;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Item {@code websocket-reverseproxy} of a configuration, with a backend or with routes.
 *
 * @param accept empty for {@link AcceptMode#AFTER_BACKEND} with a backend, and {@link AcceptMode#BEFORE_BACKEND} with routes
 * @param subprotocols empty for all with a backend, and for the versions of STOMP with routes
 * @param subprotocolMismatch empty for {@link Mismatch#PLAIN} before the backend, and {@link Mismatch#REFUSE} after it
 * @param forwardHeaders patterns of the names of request headers; empty for none with a backend, and for the usual ones with routes
 * @param idleTimeoutMillis empty for the time of the node
 */
public record ReverseProxyItem(
        String id,
        Optional<BackendItem> backend,
        List<RouteItem> routes,
        Optional<AcceptMode> accept,
        Optional<List<String>> subprotocols,
        Optional<Mismatch> subprotocolMismatch,
        Optional<List<String>> forwardHeaders,
        int connectTimeoutMillis,
        OptionalInt idleTimeoutMillis,
        RelayOptions options) {
    private static final List<String> STOMP = List.of("v12.stomp", "v11.stomp");
    private static final List<String> USUAL_HEADERS =
            List.of("authorization", "cookie", "origin", "accept-language", "user-agent", "x-*");

    /** Time at which the handshake of a client is accepted. */
    public enum AcceptMode {
        AFTER_BACKEND,
        BEFORE_BACKEND
    }

    /** Treatment of a client that offers only subprotocols that are not allowed. */
    public enum Mismatch {
        /** The client is connected without a subprotocol. */
        PLAIN,
        REFUSE
    }

    /** Order in which sessions get their backends. */
    public enum Balance {
        ROUNDROBIN,
        RANDOM,
        LEASTCONN
    }

    /** WebSocket server. One of URL and endpoint is present. */
    public record BackendItem(
            Optional<String> url, Optional<BackendEndpoint> endpoint, Optional<BackendOptions> options) {}

    /**
     * Options of the connections to the server. The options of the item are in place of those that are empty.
     *
     * @param openHandshakeTimeoutMillis 0 for the time to connect
     */
    public record BackendOptions(
            OptionalLong maxFrameSizeBytes,
            OptionalLong maxMessageSizeBytes,
            OptionalInt autoFragmentSizeBytes,
            Optional<Boolean> failByDrop,
            Optional<Boolean> tcpNodelay,
            OptionalInt openHandshakeTimeoutMillis,
            OptionalInt closeHandshakeTimeoutMillis,
            OptionalInt writeTimeoutMillis,
            OptionalInt autoPingIntervalMillis,
            OptionalInt autoPingTimeoutMillis,
            OptionalInt autoPingSizeBytes,
            Optional<Boolean> autoPingRestartOnAnyTraffic,
            Optional<Compression> compression) {}

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
     * Route to a service.
     *
     * @param match the pattern of the paths below the item
     * @param path what follows the URL of a backend; may be empty
     * @param idleTimeoutMillis empty for the time of the item
     */
    public record RouteItem(
            String service,
            String match,
            List<RouteBackend> backends,
            String path,
            Balance balance,
            int connectAttempts,
            int connectBackoffMillis,
            OptionalInt idleTimeoutMillis) {}

    /** One of the servers of a service. */
    public record RouteBackend(String url, Optional<ConnectingTlsSettings> tls) {}

    /**
     * Options of both connections of a session.
     *
     * @param autoFragmentSizeBytes 0 for any length
     * @param maxFrameSizeBytes 0 for any length
     * @param maxMessageSizeBytes 0 for any length
     * @param compression empty if clients get no compression
     * @param backendCompression empty if backends are offered no compression
     */
    public record RelayOptions(
            List<String> allowedOrigins,
            boolean allowNullOrigin,
            OptionalInt externalPort,
            boolean showServerVersion,
            int maxConnections,
            long maxFrameSizeBytes,
            long maxMessageSizeBytes,
            int autoFragmentSizeBytes,
            boolean failByDrop,
            boolean tcpNodelay,
            Timing timing,
            Optional<Compression> compression,
            Optional<Compression> backendCompression) {}

    /** Returns whether the item has routes in place of one backend. */
    public boolean hasRoutes() {
        return !routes.isEmpty();
    }

    boolean acceptsBefore() {
        return accept.orElse(hasRoutes() ? AcceptMode.BEFORE_BACKEND : AcceptMode.AFTER_BACKEND)
                == AcceptMode.BEFORE_BACKEND;
    }

    /** Returns the allowed subprotocols; empty for all. */
    Optional<List<String>> allowedSubprotocols() {
        return hasRoutes() ? Optional.of(subprotocols.orElse(STOMP)) : subprotocols;
    }

    boolean refusesMismatch() {
        return subprotocolMismatch.orElse(acceptsBefore() ? Mismatch.PLAIN : Mismatch.REFUSE) == Mismatch.REFUSE;
    }

    /** Returns the patterns of the names of headers for the backend. */
    public List<String> headerPatterns() {
        return forwardHeaders.orElse(hasRoutes() ? USUAL_HEADERS : List.of());
    }
}
