package io.signalbox.transport.websocket;

import io.signalbox.transport.connection.ConnectionResources;

/**
 * Resources that all WebSocket paths of a node share.
 *
 * @param agent name and version of the server, such as {@code Signalbox-0.1.0}
 */
public record WebSocketResources(ConnectionResources connections, DeflateMemory deflate, String agent) {
    /** Returns the name without the version. */
    String agentName() {
        int end = agent.indexOf('-');
        return end < 0 ? agent : agent.substring(0, end);
    }
}
