package io.signalbox.gateway.mediation;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.hook.Hook;
import io.signalbox.gateway.hook.Hook.ProcedureHook;
import io.signalbox.gateway.hook.Hook.TopicHook;
import io.signalbox.gateway.reverseproxy.ReverseProxyItem.AcceptMode;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.transport.connection.Timing;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Item {@code websocket-mediation} of a configuration: a service of a path, or a transport.
 *
 * @param backend empty for a node that answers itself
 * @param subprotocols empty for all
 * @param idleTimeout milliseconds, or an object with those of the client and the backend; empty for the time of the node
 * @param exposeCredentials whether the procedures get the headers Authorization and Cookie
 */
public record MediationItem(
        String id,
        String realm,
        String role,
        boolean active,
        Optional<BackendItem> backend,
        AcceptMode accept,
        List<String> allowedOrigins,
        int connectTimeoutMillis,
        Optional<MessageHookItem> dispatch,
        Optional<MessageHookItem> outflow,
        Optional<FaultItem> fault,
        int broadcastLevel,
        Optional<String> broadcastTopic,
        Optional<List<String>> subprotocols,
        boolean contentTypeFromSubprotocol,
        Optional<String> defaultContentType,
        ControlFrames controlFrames,
        Optional<JsonNode> idleTimeout,
        OnBackendClose onBackendClose,
        ShutdownItem shutdown,
        Log log,
        List<RouteItem> routes,
        boolean health,
        boolean exposeCredentials,
        Options options) {

    /** Treatment of PING and PONG. */
    public enum ControlFrames {
        /** Each leg answers PING itself. */
        TERMINATE,
        FORWARD
    }

    /** Treatment of a client whose backend has ended. */
    public enum OnBackendClose {
        CLOSE,
        KEEP
    }

    /** What the log has of the messages. */
    public enum Log {
        NONE,
        FULL
    }

    /** Treatment of a message by a hook. */
    public enum Mode {
        /** The procedure is called, and decides on the message. */
        CALL,
        /** An event with a copy of the message is published. */
        PUBLISH
    }

    /**
     * WebSocket server.
     *
     * @param headers further headers of the handshake
     * @param forwardHeaders patterns of the names of headers of the client
     * @param maxMessageSizeBytes maximum bytes of a message of the server; empty for {@code options.max_message_size}
     */
    public record BackendItem(
            String url,
            Map<String, String> headers,
            List<String> forwardHeaders,
            Optional<ConnectingTlsSettings> tls,
            OptionalLong maxMessageSizeBytes,
            Optional<HttpProxyItem> httpProxy) {}

    /**
     * Procedure for messages.
     *
     * @param procedure the URI of the procedure, or of the topic
     */
    public record MessageHookItem(String procedure, Mode mode, int timeoutMillis) {
        Hook hook() {
            return mode == Mode.CALL ? new ProcedureHook(procedure, timeoutMillis) : new TopicHook(procedure);
        }
    }

    /** Procedure for faults. */
    public record FaultItem(String procedure, int timeoutMillis) {
        ProcedureHook hook() {
            return new ProcedureHook(procedure, timeoutMillis);
        }
    }

    /** What the peers are told when the node stops. */
    public record ShutdownItem(int code, String reason) {}

    /**
     * Route of paths below the item. The route has the backend and the hooks of the item where it has none.
     *
     * @param path the pattern of the paths
     */
    public record RouteItem(
            String path,
            Optional<BackendItem> backend,
            Optional<MessageHookItem> dispatch,
            Optional<MessageHookItem> outflow,
            Optional<FaultItem> fault) {}

    /**
     * Options of both connections of a session.
     *
     * @param maxFrameSizeBytes 0 for any length
     * @param maxMessageSizeBytes 0 for any length of messages that no procedure sees
     * @param maxBroadcastPendingBytes bytes that wait for a client, beyond which a broadcast leaves the client out
     * @param maxPendingCalls calls of procedures at the same time
     * @param maxWaitingCloses calls that wait although their clients have left
     */
    public record Options(
            boolean allowNullOrigin,
            OptionalInt externalPort,
            boolean showServerVersion,
            int maxConnections,
            long maxFrameSizeBytes,
            long maxMessageSizeBytes,
            int maxBroadcastPendingBytes,
            int maxPendingCalls,
            int maxWaitingCloses,
            Timing timing) {}

    boolean acceptsBefore() {
        return accept == AcceptMode.BEFORE_BACKEND;
    }

    boolean keepsClients() {
        return onBackendClose == OnBackendClose.KEEP;
    }
}
