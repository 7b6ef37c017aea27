package io.signalbox.gateway.connection;

import com.fasterxml.jackson.databind.JsonNode;
import io.signalbox.gateway.hook.HookItem;
import io.signalbox.protocol.message.MatchPolicy;
import io.signalbox.router.connecting.HttpProxyItem;
import io.signalbox.router.connecting.ReconnectItem;
import io.signalbox.transport.connecting.RouterUrl;
import io.signalbox.transport.tls.ConnectingTlsSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Item {@code websocket.connection} of a configuration, or definition of a connection that was created at run time.
 *
 * @param name empty for the id
 * @param remoteRealm present for a WAMP router
 * @param auth the credentials for a WAMP router; empty for {@code anonymous}
 * @param headers further headers of the handshake, by name
 * @param idleTimeoutMillis 0 for any time
 * @param writeTimeoutMillis 0 for any time
 * @param sendWaitMillis time that a call of the procedure waits for an open socket
 */
public record ConnectionItem(
        String id,
        Optional<String> name,
        String realm,
        String role,
        boolean active,
        Remote remote,
        String url,
        Optional<String> remoteRealm,
        Optional<JsonNode> auth,
        Optional<BasicAuth> basicAuth,
        Map<String, String> headers,
        List<String> subprotocols,
        Optional<ConnectingTlsSettings> tls,
        Optional<HttpProxyItem> httpProxy,
        int poolSize,
        int connectTimeoutMillis,
        ReconnectItem reconnect,
        PingItem ping,
        long idleTimeoutMillis,
        long writeTimeoutMillis,
        int maxMessageSizeBytes,
        DataFormat dataFormat,
        HooksItem hooks,
        HookQueueItem hookQueue,
        ReplyMode reply,
        List<SubscriptionItem> subscriptions,
        SendItem send,
        InvokeItem invoke,
        int sendWaitMillis,
        BufferItem buffer) {

    /** Kind of server. */
    public enum Remote {
        WEBSOCKET,
        WAMP
    }

    /** Form of the data of a message. */
    public enum DataFormat {
        TEXT,
        JSON
    }

    /** Treatment of the result of the hook for messages. */
    public enum ReplyMode {
        IGNORE,
        SEND
    }

    /** User and password of the handshake. */
    public record BasicAuth(String user, String password) {
        /** Does not contain the password. */
        @Override
        public String toString() {
            return "BasicAuth[user=" + user + "]";
        }
    }

    /**
     * PINGs to a silent server.
     *
     * @param intervalMillis 0 for no PING
     */
    public record PingItem(long intervalMillis, int missed) {
        long timeoutMillis() {
            return intervalMillis * missed;
        }
    }

    /** Hooks, by their events. */
    public record HooksItem(
            Optional<HookItem> onConnect,
            Optional<HookItem> onMessage,
            Optional<HookItem> onClose,
            Optional<HookItem> onClosedLocally) {}

    /** Treatment of an event for which the queue has no room, or whose hook nobody serves. */
    public enum HookOverflow {
        /** The sockets are not read meanwhile. */
        PAUSE,
        DROP,
        /** The socket of the event is closed. */
        CLOSE
    }

    /** Terms of the events that wait for their hooks. */
    public record HookQueueItem(long maxBytes, HookOverflow overflow) {}

    /**
     * Subscription at a WAMP router.
     *
     * @param to topic of the realm of the connection, to which the events are published
     */
    public record SubscriptionItem(String topic, MatchPolicy match, Optional<String> to) {}

    /** Ways to send. */
    public record SendItem(Optional<String> procedure, Optional<String> topic) {}

    /** Way to call procedures of a WAMP router. */
    public record InvokeItem(Optional<String> procedure, long timeoutMillis) {}

    /** Treatment of a message for which a socket has no room. */
    public enum BufferOverflow {
        REJECT,
        DROP_OLDEST
    }

    /** Terms of the messages that wait for one socket. */
    public record BufferItem(long maxBytes, BufferOverflow overflow) {}

    /** Does not contain secrets. */
    @Override
    public String toString() {
        return "ConnectionItem[id=" + id + ", realm=" + realm + ", url=" + shownUrl() + "]";
    }

    /** Returns the name for people. */
    public String label() {
        return name.orElse(id);
    }

    /** Returns the URL for logs, hooks and lists. */
    public String shownUrl() {
        return RouterUrl.masked(url);
    }

    /** Returns the values whose change needs another remote end. */
    List<Object> remoteKeys() {
        return List.of(
                remote,
                url,
                remoteRealm,
                auth,
                basicAuth,
                headers,
                subprotocols,
                tls,
                httpProxy,
                poolSize,
                connectTimeoutMillis,
                reconnect,
                ping,
                idleTimeoutMillis,
                writeTimeoutMillis,
                maxMessageSizeBytes,
                subscriptions,
                buffer,
                remote == Remote.WAMP ? hookQueue.maxBytes() : 0L);
    }

    /** Returns the values whose change needs another session in the realm. */
    List<Object> sessionKeys() {
        return List.of(role, remote, sendProcedure(), sendTopic(), invokeProcedure());
    }

    String sendProcedure() {
        return send.procedure().orElse("ws." + id + ".send");
    }

    String sendTopic() {
        return send.topic().orElse("ws." + id + ".out");
    }

    String invokeProcedure() {
        return invoke.procedure().orElse("ws." + id + ".invoke");
    }
}
