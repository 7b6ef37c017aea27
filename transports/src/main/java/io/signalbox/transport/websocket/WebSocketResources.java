package io.signalbox.transport.websocket;

import io.signalbox.transport.connection.ConnectionResources;

/**
 * What a WebSocket path needs from its node.
 *
 * @param agent name and version of the server, such as {@code Signalbox-0.1.0}
 */
public record WebSocketResources(
        ConnectionResources connections, DeflateMemory deflate, String agent, ClientRecognition recognition) {

    /** What a path needs that recognizes no clients. */
    public WebSocketResources(ConnectionResources connections, DeflateMemory deflate, String agent) {
        this(connections, deflate, agent, ClientRecognition.NONE);
    }

    /** The name without the version. */
    String agentName() {
        int end = agent.indexOf('-');
        return end < 0 ? agent : agent.substring(0, end);
    }
}
