package io.signalbox.gateway.httpwebsocket;

import io.signalbox.gateway.hook.HookItem;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Item {@code http-websocket} of a configuration.
 *
 * @param realm the realm of the procedures and topics; present together with {@code role}
 * @param status the HTTP status for a body that will be written to the backend
 * @param statusWhenDown the HTTP status for a body that cannot be written
 * @param outflow gets the messages of the backend; empty to drop them
 * @param fault gets what is not delivered; empty to log it only
 * @param bodyTimeoutMillis the time in which a body has to arrive; at least 1
 * @param methods the methods of requests
 */
public record HttpWebSocketItem(
        String id,
        Optional<String> realm,
        Optional<String> role,
        BackendItem backend,
        boolean active,
        ConnectMode connect,
        int status,
        int statusWhenDown,
        Optional<HookItem> outflow,
        Optional<FaultItem> fault,
        int maxBodyBytes,
        int bodyTimeoutMillis,
        BufferItem buffer,
        List<String> methods,
        int connectTimeoutMillis,
        int writeTimeoutMillis,
        int pingIntervalMillis) {

    /** Time at which the backend is connected. */
    public enum ConnectMode {
        /** The start of the node. */
        EAGER,
        /** The first request. */
        LAZY
    }

    /**
     * WebSocket server.
     *
     * @param contentType the type that the handshake offers as a subprotocol; empty for no offer
     * @param headers further headers of the handshake
     * @param maxMessageSizeBytes maximum length of a message of the server
     */
    public record BackendItem(
            String url,
            Optional<String> contentType,
            Optional<ConnectingTlsSettings> tls,
            Map<String, String> headers,
            Optional<HttpProxyItem> httpProxy,
            int maxMessageSizeBytes) {}

    /** Procedure that gets what is not delivered. */
    public record FaultItem(String procedure, int timeoutMillis) {}

    /** Bodies that wait for the backend. */
    public record BufferItem(long maxBytes) {}
}
